internal import ReplicationCore

extension PostgresMoment {
    func lagging(_ standby: JudgedStandby) -> Condition {
        let (name, lag) = (standby.name, standby.lag)
        let delay = applyDelay(of: name) ?? .zero
        let overdue = overdue(of: standby)
        let truth: Condition.Truth =
            switch overdue.time {
            case .unknown(let reason):
                overdue.atLeast.map { .measuredAtLeast(max(.zero, $0 - delay), reason) } ?? .unknown(reason)
            case .known(let time): .measured(max(.zero, time - delay))
            }
        let summary =
            switch lag.time {
            case .unknown(let reason): "lag of \(name) unknown: \(reason)"
            case .known(let time):
                "\(name) is \(HumanText.age(time)) behind"
                    + (delay > .zero ? ", \(HumanText.age(delay)) of it by design" : "")
                    + (standby.link.state == .archive ? ", fed from an archive in whole segments" : "")
                    + (Self.words(standby.trend).map { ", \($0)" } ?? "")
            }
        return Condition(
            .postgresReplicationLag, node: name, truth: truth, summary: summary,
            evidence: lagEvidence(standby, overdue: overdue, delay: delay),
            blames: lagBlamed(for: standby.link))
    }

    /// The primary too, whose WAL it is: unless it is another one than the standby follows in vain.
    private func lagBlamed(for link: LinkView) -> [String] {
        let blamed = blamed(for: link)
        guard link.upstream == nil || blamed.count > 1, let primary = primaries.first else { return blamed }
        return blamed.contains(primary) ? blamed : blamed + [primary]
    }

    private func lagEvidence(_ standby: JudgedStandby, overdue: Lag, delay: Duration) -> [Evidence] {
        let (name, lag) = (standby.name, standby.lag)
        let primary = reading(name).flatMap { self.primary(for: $0) }
        let facts = [
            Evidence("lag_seconds", optional: lag.time.value.map(HumanText.seconds)),
            Evidence("overdue_seconds", optional: overdue == lag ? nil : overdue.time.value.map(HumanText.seconds)),
            delay > .zero ? Evidence("delay_seconds", HumanText.seconds(delay)) : nil,
            Evidence("error_bound_seconds", optional: lag.errorBound.map(HumanText.seconds)),
            Evidence("not_sent_bytes", optional: lag.bytes?.value?.send),
            Evidence("not_received_bytes", optional: lag.bytes?.value?.receive),
            Evidence("not_replayed_bytes", optional: lag.bytes?.value?.replay),
            Evidence("trend", optional: Self.words(standby.trend)),
        ]
        let rates = [primary, name].compactMap(\.self).flatMap { rateEvidence($0) }
        return facts.compactMap(\.self) + rates
    }
}
