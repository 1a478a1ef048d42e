import PostgresReplication
import ReplicationCore

/// What it costs to take one observation of a cluster (`record`) and to answer for the cluster (`view`), without
/// servers, sockets or alerts.
struct JudgementBench {
    let nodes: Int
    let rounds: Int

    /// Mean processor times, and how many conditions were answered in one view.
    struct Result {
        var record: Duration
        var view: Duration
        var conditions: Int
        var complaints: [Condition]
    }

    /// Each observation is followed by one view. The first rounds only build up history.
    func measure() -> Result {
        let servers = JudgementServers(count: nodes)
        var cluster = PostgresCluster(name: "orders", nodes: servers.declarations, limits: servers.limits)
        let warmUp = 100
        var result = Result(record: .zero, view: .zero, conditions: 0, complaints: [])
        for round in 0..<(warmUp + rounds) {
            let observations = servers.names.indices.map { servers.observation(of: $0, round: round) }
            for (name, observation) in zip(servers.names, observations) {
                let began = ProcessorClock.now()
                cluster.record(observation, of: name)
                let recorded = ProcessorClock.now()
                let view = cluster.view(at: observation.completedAt)
                let viewed = ProcessorClock.now()
                guard round >= warmUp else { continue }
                result.record += recorded - began
                result.view += viewed - recorded
                result.conditions = view.conditions.count
                result.complaints = view.conditions.filter { $0.truth == .holds || $0.truth == .holdsAsWarning }
            }
        }
        result.record /= rounds * nodes
        result.view /= rounds * nodes
        return result
    }
}
