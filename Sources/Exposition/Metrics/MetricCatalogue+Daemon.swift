internal import Alerting
internal import ReplicationCore
internal import StatusAPI

extension MetricCatalogue {
    static let polls: [Metric] = [
        Metric(
            "replmon_probe_duration_seconds", .histogram, unit: .seconds, labels: nodeLabels,
            help: "How long the polls of the node took, failed ones included."
        ) { source, samples in
            for probe in source.probes { samples.add(probe.statistics.durations, probe.labels) }
        },
        Metric(
            "replmon_probe_failures_total", .counter, labels: nodeLabels,
            help: "Polls of the node that gave no reading."
        ) { source, samples in
            for probe in source.probes { samples.add(count: probe.statistics.failures, probe.labels) }
        },
        Metric(
            "replmon_probe_missed_slots_total", .counter, labels: nodeLabels,
            help: "Polls of the node left out because the one before was still under way."
        ) { source, samples in
            for probe in source.probes { samples.add(count: probe.statistics.missedSlots, probe.labels) }
        },
    ]

    static let daemon: [Metric] = [
        Metric("replmon_build_info", .info, labels: ["version"], help: "The release of replmon that runs.") {
            source, samples in
            samples.add(1, MetricLabels([("version", source.daemon.version)]))
        },
        Metric(
            "replmon_config_last_reload_successful", .gauge,
            help: "Whether the configuration was accepted when it was last read (1) or refused (0)."
        ) { source, samples in
            samples.add(source.daemon.lastReloadSuccessful ? 1 : 0)
        },
        Metric(
            "replmon_config_last_reload_success_timestamp_seconds", .gauge, unit: .seconds,
            help: "Unix time at which a configuration was last accepted."
        ) { source, samples in
            samples.add(source.daemon.lastReloadSuccessAt.epochSeconds)
        },
        Metric(
            "replmon_history_saved", .gauge,
            help: "Whether what must survive a restart is being written (1) or kept in memory only (0)."
        ) { source, samples in
            samples.add(source.daemon.history.map { $0.isSaved ? 1 : 0 })
        },
        Metric(
            "replmon_journal_dropped_entries_total", .counter,
            help: "Journal entries dropped because journald did not take them in time."
        ) { source, samples in
            samples.add(count: source.serving.journalDroppedEntries)
        },
        Metric(
            "replmon_http_requests_total", .counter, labels: ["code"],
            help: "HTTP responses sent, by status code, refusals included."
        ) { source, samples in
            for (code, count) in source.serving.requests {
                samples.add(count: count, MetricLabels([("code", String(code))]))
            }
        },
        Metric("replmon_http_connections", .gauge, help: "HTTP connections open now.") { source, samples in
            samples.add(Double(source.serving.httpConnections))
        },
        Metric(
            "replmon_http_rejected_connections_total", .counter,
            help: "HTTP connections refused because a limit on their number was reached."
        ) { source, samples in
            samples.add(count: source.serving.httpRejectedConnections)
        },
    ]
}

extension ServingStatistics {
    /// By ascending code, the common ones also before their first response so that a rate over them is never missed.
    fileprivate var requests: [(key: Int, value: UInt64)] {
        let expected: [Int: UInt64] = [200: 0, 400: 0, 404: 0, 503: 0]
        return expected.merging(httpRequests) { $1 }.sorted { $0.key < $1.key }
    }
}

extension HistoryHealth {
    fileprivate var isSaved: Bool {
        switch self {
        case .saved, .startedAnew: true
        case .memoryOnly: false
        }
    }
}
