internal import ReplicationCore

extension MongoConditions {
    /// Whether the configuration has weaknesses that show only when a member fails.
    static func configurationLint(_ moment: MongoMoment) -> Answer {
        guard moment.isAnswered else { return .unknown("no member answers") }
        guard let config = moment.config else {
            return .unknown(
                "no member has shown the set's configuration (replSetGetConfig, in the role clusterMonitor)")
        }
        let joining = Set(moment.members.filter { moment.isJoining($0) })
        let problems = ReplicaSetLint(config: config).problems(joining: joining)
        return problems.isEmpty ? .clear : .holds(problems.map(\.value).joined(separator: "; "), problems)
    }
}
