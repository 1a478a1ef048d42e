/// A number that is measured of a fleet. The raw value is its key in JSON, with the unit in it.
enum FleetMeasure: String, CaseIterable {
    /// Nodes that the daemon had reached when measuring began.
    case nodesReached = "nodes_reached"
    /// Clusters whose verdict was `ok` then. Alerts have a cost of their own.
    case clustersOK = "clusters_ok"
    /// User and system time of the whole process, divided by the polls of the same time.
    case processorTimePerPoll = "cpu_per_poll_milliseconds"
    case processorShare = "cpu_percent_of_a_core"
    case pollsPerSecond = "polls_per_second"
    /// By `replmon_probe_missed_slots_total`.
    case missedSlots = "missed_slots"
    /// See `ReadingAges`.
    case latenessMedian = "lateness_p50_milliseconds"
    case lateness99 = "lateness_p99_milliseconds"
    /// By `replmon_probe_duration_seconds`, interpolated in its bucket.
    case pollDuration99 = "poll_duration_p99_milliseconds"
    /// The most that were seen while CPU was measured.
    case threads = "threads"
    /// At the end of the row, after the requests: `RssAnon` and `VmRSS`.
    case anonymousMemory = "anonymous_memory_mebibytes"
    case residentMemory = "resident_memory_mebibytes"
    case metricsMedian = "metrics_p50_milliseconds"
    case metrics99 = "metrics_p99_milliseconds"
    case statusMedian = "status_p50_milliseconds"
    case status99 = "status_p99_milliseconds"
    /// While the clusters of the other half hang, from the moment in which they begin to.
    case halfPollsPerSecond = "healthy_half_polls_per_second"
    case halfMissedSlots = "healthy_half_missed_slots"
    case halfLatenessMedian = "healthy_half_lateness_p50_milliseconds"
    case halfLateness99 = "healthy_half_lateness_p99_milliseconds"
    case halfThreads = "healthy_half_threads"
    case halfProcessorShare = "healthy_half_cpu_percent_of_a_core"
    case hungNodesUp = "hung_half_nodes_up"
    /// The exporter's own CPU for one scrape of the same primary.
    case exporterTimePerScrape = "exporter_cpu_per_scrape_milliseconds"
    case shareOfExporter = "cpu_per_poll_of_exporter_cpu_per_scrape"

    /// In the table.
    var title: String {
        switch self {
        case .nodesReached: "nodes reached"
        case .clustersOK: "clusters ok"
        case .processorTimePerPoll: "CPU per poll"
        case .processorShare: "CPU of a core"
        case .pollsPerSecond: "polls per second"
        case .missedSlots: "missed slots"
        case .latenessMedian: "lateness p50"
        case .lateness99: "lateness p99"
        case .pollDuration99: "poll duration p99"
        case .threads: "threads"
        case .anonymousMemory: "anonymous memory"
        case .residentMemory: "resident memory"
        case .metricsMedian: "/metrics p50"
        case .metrics99: "/metrics p99"
        case .statusMedian: "/api/v1/status p50"
        case .status99: "/api/v1/status p99"
        case .halfPollsPerSecond: "half hangs: polls per second of the other half"
        case .halfMissedSlots: "half hangs: missed slots of the other half"
        case .halfLatenessMedian: "half hangs: lateness p50 of the other half"
        case .halfLateness99: "half hangs: lateness p99 of the other half"
        case .halfThreads: "half hangs: threads"
        case .halfProcessorShare: "half hangs: CPU of a core"
        case .hungNodesUp: "half hangs: its nodes still called up at the end"
        case .exporterTimePerScrape: "postgres_exporter's CPU per scrape"
        case .shareOfExporter: "CPU per poll / the exporter's per scrape"
        }
    }

    func quantity(_ value: Double) -> Quantity {
        switch self {
        case .nodesReached, .clustersOK, .missedSlots, .threads, .halfMissedSlots, .halfThreads, .hungNodesUp:
            Quantity(value, unit: "", decimals: 0)
        case .processorTimePerPoll, .exporterTimePerScrape: Quantity(value, unit: " ms", decimals: 3)
        case .processorShare, .halfProcessorShare: Quantity(value, unit: " %", decimals: 1)
        case .pollsPerSecond, .halfPollsPerSecond: Quantity(value, unit: "/s", decimals: 1)
        case .latenessMedian, .lateness99, .pollDuration99, .halfLatenessMedian, .halfLateness99:
            Quantity(value, unit: " ms", decimals: 0)
        case .anonymousMemory, .residentMemory: Quantity(value, unit: " MiB", decimals: 1)
        case .metricsMedian, .metrics99, .statusMedian, .status99: Quantity(value, unit: " ms", decimals: 1)
        case .shareOfExporter: Quantity(value, unit: "", decimals: 3)
        }
    }
}
