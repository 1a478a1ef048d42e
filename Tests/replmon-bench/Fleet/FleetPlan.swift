/// The rows to measure, and for how long.
struct FleetPlan {
    /// Of replmon, for every node.
    static let pollInterval = Duration.seconds(5)
    /// From the moment in which all nodes are reached: sessions are new, and each node has yet to be polled twice.
    static let settling = pollInterval * 2
    /// For each page: as many as come within the limit, in these bounds.
    static let requests = (least: 50, most: 200)
    static let requestsLimit = Duration.seconds(20)
    /// Of the exporter.
    static let exporterScrapes = 100

    let postgresClusters: [Int]
    /// Rows of more clusters than so many are answered by stand-ins for the two servers.
    let realClusters: Int
    let replicaSets: [Int]
    /// Of each part of a row.
    let window: Duration
    let runs: Int

    /// How long replmon may take to reach that many nodes. One that does not is measured as it is.
    static func reachLimit(nodes: Int) -> Duration {
        .seconds(30) + .milliseconds(40) * nodes
    }
}

/// The binaries that are measured in turn.
struct FleetBinaries {
    /// Absolute paths.
    let tested: String
    let beside: String?

    /// In the order of one run: the other way round in every second one, so that neither is always the later.
    func inOrder(ofRun run: Int) -> [(role: FleetRun.Role, path: String)] {
        let all = [(FleetRun.Role.tested, tested)] + (beside.map { [(FleetRun.Role.beside, $0)] } ?? [])
        return run.isMultiple(of: 2) ? all.reversed() : all
    }
}
