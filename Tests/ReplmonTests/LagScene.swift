import ReplicationLab
import StatusAPI
import Testing

/// A primary whose commits are noted, its standbys, and a running daemon that knows their lags.
struct LagScene {
    let lab: Lab
    let cluster: PostgresCluster
    let daemon: RunningDaemon
    /// Of the primary.
    let log: WriteLog

    init(_ version: Int, _ plans: [PostgresNodePlan], alerts: [String: String] = [:]) async throws {
        lab = try Lab()
        cluster = try PostgresCluster(in: lab, version: version, nodes: plans)
        log = try cluster.primary.startWriteLog(every: .milliseconds(20))
        let entry = ClusterEntry.postgresql("orders", cluster.nodes, alerts: alerts)
        daemon = try RunningDaemon(DaemonConfiguration(clusters: [entry]), in: lab)
        let standbys = standbys
        try await daemon.waitForStatus("known lags") { status in
            try standbys.allSatisfy { try status.node($0).lagSeconds != nil }
        }
    }

    var standbys: [String] { cluster.nodes.filter { $0.plannedUpstream != nil }.map(\.name) }

    /// Pauses a standby's replay for some seconds, and compares meanwhile.
    func compareHeld(_ name: String, with log: WriteLog) async throws -> LagComparison {
        var compared: [String: LagComparison] = [:]
        let standby = try cluster.node(name)
        try standby.pauseReplay()
        try await compare([name], with: log, for: .seconds(4), into: &compared)
        try standby.resumeReplay()
        return try #require(compared[name])
    }

    /// Holds what is said of standbys against the truth twenty times a second for a while.
    func compare(
        _ names: [String]? = nil, with log: WriteLog? = nil, for duration: Duration, held: Bool = false,
        into compared: inout [String: LagComparison]
    ) async throws {
        let end = WriteLog.now() + Int64(duration / .nanoseconds(1))
        while WriteLog.now() < end {
            let start = WriteLog.now()
            let status = try await daemon.status()
            let look = start...WriteLog.now()
            for name in names ?? standbys {
                try compared[name, default: LagComparison()].note(
                    name, in: status, seen: look, held: held, with: log ?? self.log)
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
