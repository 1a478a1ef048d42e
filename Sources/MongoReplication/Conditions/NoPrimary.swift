internal import ReplicationCore

extension MongoConditions {
    /// Whether the set has no primary.
    static func noPrimary(_ moment: MongoMoment) -> Answer {
        switch moment.primaryPresence {
        case .answers, .reported: return .clear
        case .unknown(let reason): return .unknown(reason)
        case .none: break
        }
        let silent = moment.members.filter { moment.reading($0) == nil }
        let votersUp = moment.votersUp
        let fact = moment.majorityOutOfReach ?? "no member is primary: the set takes no writes"
        return .holds(
            fact + (votersUp.map { "; \($0) voters are up" } ?? ""),
            [
                silent.isEmpty ? nil : Evidence("silent", silent.joined(separator: ", ")),
                Evidence("voters_up", optional: votersUp),
            ])
    }
}
