internal import ReplicationCore

extension PostgresMoment {
    /// How far a standby is behind the primary, its configured delay taken off.
    func lagging(_ standby: AnsweringStandby) -> Answer {
        let (name, lag) = (standby.name, standby.moment.lag)
        let delay = applyDelay(of: name) ?? .zero
        let overdue = overdue(of: standby)
        func evidence() -> [Evidence] { lagEvidence(standby, overdue: overdue, delay: delay) }
        let summary =
            switch lag.time {
            case .unknown(let reason): "lag of \(name) unknown: \(reason)"
            case .known(let time):
                "\(name) is \(HumanText.age(time)) behind"
                    + (delay > .zero ? ", \(HumanText.age(delay)) of it by design" : "")
                    + (standby.link.state == .archive ? ", fed from an archive in whole segments" : "")
                    + (Self.phrase(for: standby.moment.trend).map { ", \($0)" } ?? "")
            }
        switch overdue.time {
        case .known(let time): return .measured(max(.zero, time - delay), summary, evidence())
        case .unknown(let reason):
            guard let least = overdue.atLeast else { return .unknown(reason, summary: summary, evidence()) }
            return .measuredAtLeast(max(.zero, least - delay), reason, summary, evidence())
        }
    }

    /// The primary too, whose WAL it is: unless it is another one than the standby follows in vain.
    func lagCauses(_ standby: StandbyMoment) -> [String] {
        let causes = standby.linkCauses
        guard standby.link.upstream == nil || causes.count > 1, let primary = primaries.first else { return causes }
        return causes.contains(primary) ? causes : causes + [primary]
    }

    private func lagEvidence(_ standby: AnsweringStandby, overdue: Lag, delay: Duration) -> [Evidence] {
        let lag = standby.moment.lag
        let phrase = Self.phrase(for: standby.moment.trend)
        let facts = [
            Evidence("lag_seconds", optional: lag.time.value.map(HumanText.seconds)),
            Evidence("overdue_seconds", optional: overdue == lag ? nil : overdue.time.value.map(HumanText.seconds)),
            delay > .zero ? Evidence("delay_seconds", HumanText.seconds(delay)) : nil,
            Evidence("error_bound_seconds", optional: lag.errorBound.map(HumanText.seconds)),
            Evidence("not_sent_bytes", optional: lag.bytes?.value?.send),
            Evidence("not_received_bytes", optional: lag.bytes?.value?.receive),
            Evidence("not_replayed_bytes", optional: lag.bytes?.value?.replay),
            Evidence("trend", optional: phrase),
        ]
        let rates = [primary(for: standby.reading), standby.name].compactMap(\.self).flatMap { rateEvidence($0) }
        return facts.compactMap(\.self) + rates
    }
}
