internal import ReplicationCore

extension MongoConditions {
    /// Whether no member answers.
    static func clusterUnreachable(_ moment: MongoMoment) -> Answer {
        ClusterReachability.answer(
            of: moment.members.map { ($0, moment.nodes[$0]?.record ?? NodeRecord()) }, limits: moment.limits,
            at: moment.now)
    }
}
