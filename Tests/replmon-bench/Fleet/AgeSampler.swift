/// Asks a daemon repeatedly how old its readings are, by `replmon_observation_age_seconds`.
struct AgeSampler {
    private let daemon: FleetDaemon
    private let prefix: String
    private let start = ContinuousClock.now
    private var ages = ReadingAges(interval: FleetPlan.pollInterval / .seconds(1))
    private var nodes: Int

    /// Of the clusters whose name begins with `prefix`.
    init(_ daemon: FleetDaemon, clusters prefix: String = "") {
        self.daemon = daemon
        self.prefix = prefix
        nodes = prefix.isEmpty ? daemon.nodes : 0
    }

    /// Twice a second, but never more than a tenth of the time, so that the samples are not the load that makes the
    /// readings late. At least once.
    mutating func sample(for duration: Duration) throws {
        let client = try daemon.client()
        let end = ContinuousClock.now + duration
        repeat {
            let sent = ContinuousClock.now
            let shown = try FleetDaemon.page(from: client).samples("replmon_observation_age_seconds")
                .filter { $0.has("cluster", beginning: prefix) }
            // The page is of the moment of the request: how long it takes to write does not make a reading older.
            ages.add(shown.map { ($0.labels, $0.value) }, at: (sent - start) / .seconds(1))
            nodes = max(nodes, shown.count)
            let took = ContinuousClock.now - sent
            rest(for: max(.milliseconds(500), took * 10) - took)
        } while ContinuousClock.now < end
    }

    /// The lateness, in milliseconds, that `share` of the answers did not exceed.
    func lateness(_ share: Double) -> Double? {
        Spread.percentile(share, of: ages.lateness(nodes: nodes)).map { $0 * 1000 }
    }
}
