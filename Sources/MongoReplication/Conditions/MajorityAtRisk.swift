internal import ReplicationCore

extension MongoConditions {
    /// Whether a voter is missing, and therefore another one has become indispensable, or writes have ended already.
    static func majorityAtRisk(_ moment: MongoMoment) -> Answer {
        guard let electorate = moment.electorate else { return .unknown(moment.configurationUnknown) }
        if let reason = moment.electorateOutOfReach { return .unknown(reason) }
        let risk = MajorityRisk(electorate, .unseenWell)
        let missing = electorate.missing
        if risk.isReal, !missing.isEmpty {
            let list = list(missing)
            return .holds(
                risk.all.isEmpty
                    ? "\(list): majority writes have ended already"
                    : "\(list): one more failure, of \(risk.all.joined(separator: " or ")), "
                        + "ends " + (risk.writes.isEmpty ? "majority writes" : "writes"),
                electorate.evidence(missing: missing) + [
                    Evidence(naming: "must_not_fail_for_writes", risk.writes),
                    Evidence(naming: "must_not_fail_for_majority_writes", risk.majorityWrites),
                ])
        }
        if let reason = electorate.unknown.first, MajorityRisk(electorate, .unseenGone).isReal {
            return .unknown(reason)
        }
        return .clear
    }
}

extension Evidence {
    /// A list of members; left out when there is none.
    fileprivate init?(naming name: String, _ members: [String]) {
        guard !members.isEmpty else { return nil }
        self.init(name, members.joined(separator: ", "))
    }
}
