internal import ReplicationCore

extension MongoMoment {
    /// For how long each member's TLS certificate is still valid. Arbiters, which are never logged in to, cannot be
    /// asked.
    var certificateConditions: [Condition] {
        members.filter { !isArbiter($0) }.map { certificate(of: $0) }
    }

    private func certificate(of host: String) -> Condition {
        let expiresAt = memberReading(host)?.server?.certificateExpiresAt
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(
                .mongoCertificateExpiry, node: host, truth: truth, summary: summary,
                evidence: [Evidence("expires_at", optional: expiresAt)].compactMap(\.self), causes: [host])
        }
        if let reason = serverSilence(of: host, privilege: "serverStatus") {
            return answer(.unknown(reason), reason)
        }
        guard let expiresAt else { return answer(.clear, "\(host) shows no TLS certificate") }
        guard let clock = ownTime(of: host) else {
            return answer(.unknown("\(host) does not tell its time"), "\(host) does not tell its time")
        }
        let left = expiresAt.since(clock)
        guard left > .zero else { return answer(.measured(.zero), "the certificate of \(host) has expired") }
        return answer(.measured(left), "the certificate of \(host) expires in \(HumanText.age(left))")
    }

    /// A member's own clock now: what it told, and the time since.
    private func ownTime(of host: String) -> WallInstant? {
        guard let reading = memberReading(host), let readAt = nodes[host]?.record.lastReadingAt,
            let told = reading.hello.localTime ?? reading.status?.date
        else { return nil }
        let since = readAt.duration(to: now).wholeMilliseconds
        let (milliseconds, overflow) = told.milliseconds.addingReportingOverflow(since)
        return overflow ? nil : WallInstant(milliseconds: milliseconds)
    }
}
