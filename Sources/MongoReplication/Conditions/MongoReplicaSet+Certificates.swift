internal import ReplicationCore

extension MongoReplicaSet {
    /// For how long each member's TLS certificate is still valid. Arbiters, which are never logged in to, cannot be
    /// asked.
    func certificateConditions(at now: MonotonicInstant) -> [Condition] {
        members.filter { !isArbiter($0, at: now) }.map { certificate(of: $0, at: now) }
    }

    private func certificate(of host: String, at now: MonotonicInstant) -> Condition {
        let expiresAt = memberReading(host, at: now)?.server?.certificateExpiresAt
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(
                .mongoCertificateExpiry, node: host, truth: truth, summary: summary,
                evidence: [Evidence("expires_at", optional: expiresAt)].compactMap(\.self), blames: [host])
        }
        if let reason = serverSilence(of: host, privilege: "serverStatus", at: now) {
            return answer(.unknown(reason), reason)
        }
        guard let expiresAt else { return answer(.clear, "\(host) shows no TLS certificate") }
        guard let clock = ownTime(of: host, at: now) else {
            return answer(.unknown("\(host) does not tell its time"), "\(host) does not tell its time")
        }
        let left = expiresAt.since(clock)
        guard left > .zero else { return answer(.measured(.zero), "the certificate of \(host) has expired") }
        return answer(.measured(left), "the certificate of \(host) expires in \(HumanText.age(left))")
    }

    /// A member's own clock now: what it told, and the time since.
    private func ownTime(of host: String, at now: MonotonicInstant) -> WallInstant? {
        guard let reading = memberReading(host, at: now), let readAt = nodes[host]?.record.lastReadingAt,
            let told = reading.hello.localTime ?? reading.status?.date
        else { return nil }
        let since = readAt.duration(to: now).wholeMilliseconds
        let (milliseconds, overflow) = told.milliseconds.addingReportingOverflow(since)
        return overflow ? nil : WallInstant(milliseconds: milliseconds)
    }
}
