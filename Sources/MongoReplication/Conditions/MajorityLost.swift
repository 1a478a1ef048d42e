internal import ReplicationCore

extension MongoConditions {
    /// Whether no majority can acknowledge writes, with a primary to take them or, which is worse, without.
    static func majorityLost(_ moment: MongoMoment) -> Answer {
        let writable = moment.writable
        guard let electorate = moment.electorate else {
            return .unknown(writable.unknownReason ?? moment.configurationUnknown)
        }
        if let reason = moment.electorateOutOfReach { return .unknown(reason) }
        let acknowledged = electorate.acknowledgesMajorityWrites
        switch acknowledged {
        case .known(false): break
        case .known(true) where writable.value != nil: return .clear
        default:
            return .unknown(writable.unknownReason ?? acknowledged.unknownReason ?? "not every voter is seen")
        }
        let missing = electorate.notAcknowledging
        let up = electorate.contributions(.unseenWell).count { $0.acknowledges }
        let fact =
            "only \(up) of the \(electorate.writeMajority) data-bearing voters that majority writes need can "
            + "acknowledge them"
        let text =
            switch writable {
            case .known(true): "there is a primary, but \(fact): they wait"
            case .known(false): "there is no primary, and \(fact)"
            case .unknown: fact
            }
        return .holds("\(text); missing: \(list(missing))", electorate.evidence(missing: missing))
    }

    /// `m-b (down), m-c (recovering)`.
    static func list(_ missing: [(host: String, why: String)]) -> String {
        missing.map { "\($0.host) (\($0.why))" }.joined(separator: ", ")
    }
}

extension Electorate {
    /// The facts behind an answer about majorities.
    func evidence(missing: [(host: String, why: String)]) -> [Evidence?] {
        [
            missing.isEmpty ? nil : Evidence("missing", MongoConditions.list(missing)),
            Evidence("voters", "\(voters.count)"),
            Evidence("votes_needed", "\(majority)"),
            Evidence("acknowledgements_needed", "\(writeMajority)"),
            Evidence(
                "majority_writes_wait_seconds",
                optional: majorityWriteDelay(contributions(.unseenWell)).map(HumanText.seconds)),
        ]
    }
}
