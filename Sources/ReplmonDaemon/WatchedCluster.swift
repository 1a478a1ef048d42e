internal import Alerting
internal import MongoReplication
internal import PostgresReplication
internal import QueueExecutor
internal import ReplicationCore

/// A cluster's plan and the history of its observations.
struct WatchedCluster: Sendable {
    private(set) var plan: ClusterPlan
    /// When it is judged again although none of its nodes was polled; `nil` for the next tick.
    var dueAt: MonotonicInstant?
    private var model: Model

    private enum Model: Sendable {
        case postgresql(PostgresCluster)
        case mongodb(MongoReplicaSet)
    }

    init(plan: ClusterPlan) {
        self.plan = plan
        switch plan.engine {
        case .postgresql(let declarations, _):
            model = .postgresql(PostgresCluster(name: plan.name, nodes: declarations, limits: plan.limits))
        case .mongodb(let seeds, let expectedSet, _):
            model = .mongodb(
                MongoReplicaSet(name: plan.name, seeds: seeds, expectedSet: expectedSet, limits: plan.limits))
        }
    }

    /// The same cluster under a new plan. The history of unchanged nodes stays.
    func replanned(_ plan: ClusterPlan) -> WatchedCluster {
        var cluster = WatchedCluster(plan: plan)
        switch (model, plan.engine) {
        case (.postgresql(let known), .postgresql(let declarations, _)):
            cluster.model = .postgresql(known.reconfigured(nodes: declarations, limits: plan.limits))
        case (.mongodb(let known), .mongodb(let seeds, let expectedSet, _)):
            cluster.model = .mongodb(
                known.reconfigured(seeds: seeds, expectedSet: expectedSet, limits: plan.limits))
        case (.postgresql, .mongodb), (.mongodb, .postgresql): break
        }
        return cluster
    }

    /// Adds an observation in place. While `model` also held the history, changing it would copy it.
    mutating func record(_ observation: NodeObservation, of node: String) {
        switch model {
        case .postgresql(var cluster):
            model = .postgresql(PostgresCluster(name: plan.name, nodes: [], limits: plan.limits))
            if let observation = observation.compactMap(\.postgresql) { cluster.record(observation, of: node) }
            model = .postgresql(cluster)
        case .mongodb(var set):
            model = .mongodb(MongoReplicaSet(name: plan.name, seeds: [], expectedSet: nil, limits: plan.limits))
            if let observation = observation.compactMap(\.mongodb) { set.record(observation, of: node) }
            model = .mongodb(set)
        }
    }

    /// `rbid` of each MongoDB member as last read; none for PostgreSQL.
    var rollbackIDs: [String: RollbackIDReading] {
        if case .mongodb(let set) = model { set.rollbackIDs } else { [:] }
    }

    /// Restores rollback counters from before a restart of replmon, unless the member was read since.
    mutating func remember(_ former: [HistoryBatch.MemberRollbackID]) {
        guard case .mongodb(var set) = model, !former.isEmpty else { return }
        let (now, wallNow) = (MonotonicClock.now(), MonotonicClock.wallNow())
        for entry in former where set.rollbackIDs[entry.member] == nil {
            let ago = max(.zero, wallNow.since(entry.at))
            set.rollbackIDs[entry.member] = RollbackIDReading(
                id: entry.id, at: now.advanced(by: .zero - ago), processID: entry.processID)
        }
        model = .mongodb(set)
    }

    func assessment(at now: MonotonicInstant) -> ClusterAssessment {
        switch model {
        case .postgresql(let cluster): ClusterAssessment(view: cluster.view(at: now), rules: plan.rules, judgedAt: now)
        case .mongodb(let set): ClusterAssessment(view: set.view(at: now), rules: plan.rules, judgedAt: now)
        }
    }

    /// The nodes to poll now: as configured, or as the replica set reports its members.
    var probes: [ProbePlan] {
        switch (plan.engine, model) {
        case (.postgresql(_, let probes), _): probes
        case (.mongodb(_, _, let member), .mongodb(let set)): set.polled.map(member)
        case (.mongodb(let seeds, _, let member), .postgresql): seeds.map(member)
        }
    }
}
