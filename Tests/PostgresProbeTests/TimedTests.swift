import ReplicationLab
import Testing

/// Tests that measure time or start servers: one at a time, so that none is late because of another.
@Suite(.serialized, .timeLimit(.minutes(3)))
enum TimedTests {
    /// A primary and its standbys, running.
    static func servers(
        version: Int = 15, standbys: Int = 1, monitorThroughRelay: Bool = false
    ) throws -> (Lab, PostgresCluster) {
        let lab = try Lab()
        let plans = PostgresNodePlan.group(standbys: standbys)
        let cluster = try PostgresCluster(
            in: lab, version: version, nodes: plans, monitorThroughRelay: monitorThroughRelay)
        return (lab, cluster)
    }
}
