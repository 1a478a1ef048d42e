internal import ReplicationCore

extension MongoConditions {
    /// For how long a member's TLS certificate is still valid. Arbiters, which replmon never logs in to, cannot be
    /// asked.
    static func certificateExpiry(_ moment: MongoMoment, _ member: AnsweringMember) -> Answer {
        let name = member.name
        if let reason = member.serverSilence(privilege: "serverStatus") { return .unknown(reason) }
        guard let expiresAt = member.reading.server?.certificateExpiresAt else { return .clear }
        guard let clock = member.wallTime(at: moment.now) else { return .unknown("\(name) does not show its time") }
        let left = expiresAt.since(clock)
        let evidence = [Evidence("expires_at", expiresAt.description)]
        guard left > .zero else { return .measured(.zero, "the certificate of \(name) has expired", evidence) }
        return .measured(left, "the certificate of \(name) expires in \(HumanText.age(left))", evidence)
    }
}

extension AnsweringMember {
    /// The member's own clock now: the time it showed, and the time since.
    fileprivate func wallTime(at now: MonotonicInstant) -> WallInstant? {
        guard let readAt = history.record.lastReadingAt,
            let shown = reading.hello.localTime ?? reading.status?.date
        else { return nil }
        let since = readAt.duration(to: now).wholeMilliseconds
        let (milliseconds, overflow) = shown.milliseconds.addingReportingOverflow(since)
        return overflow ? nil : WallInstant(milliseconds: milliseconds)
    }
}
