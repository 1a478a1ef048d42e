extension PostgresCluster {
    func lagging(_ standby: JudgedStandby, at now: MonotonicInstant) -> Condition {
        let (name, lag) = (standby.name, standby.lag)
        let delay = applyDelay(of: name, at: now) ?? .zero
        let truth: Condition.Truth
        let summary: String
        switch lag.time {
        case .unknown(let reason):
            truth = lag.atLeast.map { .measuredAtLeast(max(.zero, $0 - delay), reason) } ?? .unknown(reason)
            summary = "lag of \(name) unknown: \(reason)"
        case .known(let time):
            truth = .measured(max(.zero, time - delay))
            summary =
                "\(name) is \(Self.printed(time)) s behind"
                + (delay > .zero ? ", \(Self.printed(delay)) s of it by design" : "")
                + (Self.words(standby.trend).map { ", \($0)" } ?? "")
        }
        return Condition(
            .postgresReplicationLag, node: name, truth: truth, summary: summary,
            evidence: lagEvidence(standby, delay: delay, at: now),
            blames: lagBlamed(for: standby.link, at: now))
    }

    /// The primary too, whose WAL it is: unless it is another one than the standby follows in vain.
    private func lagBlamed(for link: LinkView, at now: MonotonicInstant) -> [String] {
        let blamed = blamed(for: link, at: now)
        guard link.upstream == nil || blamed.count > 1, let primary = primaries(at: now).first else { return blamed }
        return blamed.contains(primary) ? blamed : blamed + [primary]
    }

    private func lagEvidence(_ standby: JudgedStandby, delay: Duration, at now: MonotonicInstant) -> [Evidence] {
        let (name, lag) = (standby.name, standby.lag)
        let primary = reading(name, at: now).flatMap { self.primary(for: $0, at: now) }
        let facts = [
            Evidence("lag_seconds", optional: lag.time.value.map(Self.printed)),
            delay > .zero ? Evidence("delay_seconds", Self.printed(delay)) : nil,
            Evidence("error_bound_seconds", optional: lag.errorBound.map(Self.printed)),
            Evidence("not_sent_bytes", optional: lag.bytes?.value?.send),
            Evidence("not_received_bytes", optional: lag.bytes?.value?.receive),
            Evidence("not_replayed_bytes", optional: lag.bytes?.value?.replay),
            Evidence("trend", optional: Self.words(standby.trend)),
        ]
        let rates = [primary, name].compactMap(\.self).flatMap { rateEvidence($0, at: now) }
        return facts.compactMap(\.self) + rates
    }
}
