internal import ReplicationCore

/// A standby that answers: what ``StandbyMoment`` has of every standby, and its fresh reading.
struct AnsweringStandby: Sendable {
    let moment: StandbyMoment
    let reading: HeldReading
    /// The part of the reading that only a server in recovery has.
    let recovery: HeldStandby

    var name: String { moment.name }
    var history: PostgresNode { moment.history }
    var link: PostgresLink { moment.link }
}

extension StandbyMoment {
    /// The standby with its fresh reading; `nil` while it does not answer.
    var answering: AnsweringStandby? {
        guard let reading, let recovery = reading.standby else { return nil }
        return AnsweringStandby(moment: self, reading: reading, recovery: recovery)
    }
}
