import Glibc

/// The cost of one replmon with one fleet, part after part.
struct FleetMeasurement {
    private let daemon: FleetDaemon
    private let window: Duration
    private(set) var values: [FleetMeasure: Double] = [:]

    init(of daemon: FleetDaemon, window: Duration) {
        self.daemon = daemon
        self.window = window
    }

    /// Waits until the daemon has reached the nodes, and some more.
    mutating func waitUntilReached() throws {
        let limit = FleetPlan.reachLimit(nodes: daemon.nodes)
        values[.nodesReached] = Double(try daemon.waitUntilReached(within: limit))
        rest(for: FleetPlan.settling)
        let verdicts = try daemon.page().samples("replmon_cluster_verdict")
        values[.clustersOK] = Double(verdicts.count { $0.label("verdict") == "ok" && $0.value == 1 })
    }

    /// CPU, polls and threads of a time without a request; CPU and threads also of a daemon that does not answer.
    mutating func measureProcessor() throws {
        let counted = Result { try counters() }
        let used = try ProcessorUse(of: daemon.pid, over: window)
        values[.processorShare] = used.share * 100
        values[.threads] = Double(used.threads)
        let (polls, seconds) = try Self.difference(from: counted.get(), to: counters())
        values[.pollsPerSecond] = polls.polls / seconds
        if polls.polls > 0 { values[.processorTimePerPoll] = used.share * 1000 / (polls.polls / seconds) }
        values[.missedSlots] = polls.missedSlots
        values[.pollDuration99] = polls.duration(notExceededBy: 0.99).map { $0 * 1000 }
    }

    mutating func measureLateness() throws {
        var ages = AgeSampler(daemon)
        try ages.sample(for: window)
        values[.latenessMedian] = ages.lateness(0.5)
        values[.lateness99] = ages.lateness(0.99)
    }

    mutating func measureRequests() throws {
        (values[.metricsMedian], values[.metrics99]) = try latencies(of: "/metrics")
        (values[.statusMedian], values[.status99]) = try latencies(of: "/api/v1/status")
    }

    mutating func measureMemory() throws {
        let memory = try ProcessMemory(of: daemon.pid)
        values[.anonymousMemory] = Double(memory.anonymousBytes) / Double(1 << 20)
        values[.residentMemory] = Double(memory.residentBytes) / Double(1 << 20)
    }

    /// Opens the hole and closes it again. All numbers but threads and CPU are of the clusters that stay healthy.
    mutating func measureHalf(hole: BlackHole) throws {
        var ages = AgeSampler(daemon, clusters: FleetConfiguration.near)
        try ages.sample(for: .zero)
        let counted = try counters(clusters: FleetConfiguration.near)
        try hole.open()
        let measured = Result { try measureHalf(&ages, since: counted) }
        try hole.close()
        try measured.get()
    }

    private mutating func measureHalf(_ ages: inout AgeSampler, since counted: CountersAtInstant) throws {
        let used = try ProcessorUse.meter(of: daemon.pid) { try ages.sample(for: window) }
        let (polls, seconds) = try Self.difference(from: counted, to: counters(clusters: FleetConfiguration.near))
        values[.halfPollsPerSecond] = polls.polls / seconds
        values[.halfMissedSlots] = polls.missedSlots
        values[.halfLatenessMedian] = ages.lateness(0.5)
        values[.halfLateness99] = ages.lateness(0.99)
        values[.halfThreads] = Double(used.threads)
        values[.halfProcessorShare] = used.share * 100
        values[.hungNodesUp] = try daemon.page().sum("replmon_node_up", clusters: FleetConfiguration.far)
    }

    private typealias CountersAtInstant = (counters: PollCounters, at: ContinuousClock.Instant)

    private func counters(clusters: String = "") throws -> CountersAtInstant {
        let now = ContinuousClock.now
        return (PollCounters(try daemon.page(), clusters: clusters), now)
    }

    private static func difference(
        from earlier: CountersAtInstant, to later: CountersAtInstant
    ) -> (polls: PollCounters, seconds: Double) {
        (later.counters - earlier.counters, (later.at - earlier.at) / .seconds(1))
    }

    /// Median and 99th percentile of requests over one connection, in milliseconds. The first few are not counted.
    private func latencies(of path: String) throws -> (Double?, Double?) {
        let client = try daemon.client()
        for _ in 0..<5 { _ = try Self.latency(of: path, from: client) }
        var milliseconds: [Double] = []
        let start = ContinuousClock.now
        while milliseconds.count < FleetPlan.requests.least
            || milliseconds.count < FleetPlan.requests.most && ContinuousClock.now - start < FleetPlan.requestsLimit
        {
            milliseconds.append(try Self.latency(of: path, from: client))
        }
        return (Spread.percentile(0.5, of: milliseconds), Spread.percentile(0.99, of: milliseconds))
    }

    private static func latency(of path: String, from client: ScrapeClient) throws -> Double {
        let start = ContinuousClock.now
        let reply = try client.get(path)
        guard reply.status == 200 else { throw BenchError("\(path) answered \(reply.status)") }
        return (ContinuousClock.now - start) / .milliseconds(1)
    }
}
