internal import ReplicationCore

extension MongoConditions {
    /// Whether a member can no longer catch up. Only the member itself knows: its sync sources' oplogs all begin after
    /// its own newest entry.
    static func memberTooStale(_: MongoMoment, _ member: AnsweringMember) -> Answer {
        guard member.isInSet else { return .clear }
        if let status = member.reading.status {
            return status.tooStale
                ? .holds(
                    "\(member.name) is too stale to catch up: no member's oplog reaches back to where it stopped")
                : .clear
        }
        if member.reading.hello.isWritablePrimary || member.reading.hello.secondary { return .clear }
        return .unknown("\(member.name) does not say why it is in no working state: \(member.statusProblem)")
    }
}
