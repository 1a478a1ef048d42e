internal import ReplicationCore

extension MongoMoment {
    /// Whether each follower is where it should be: not later, and a delayed one not earlier.
    var lagConditions: [Condition] {
        members.flatMap { host -> [Condition] in
            guard let lag = lags[host] else { return [] }
            return [lagging(host, lag), delayNotHonoured(host, lag)].compactMap(\.self)
        }
    }

    private func lagging(_ host: String, _ lag: Lag) -> Condition {
        let delay = delay(of: host)
        let truth: Condition.Truth
        let summary: String
        switch lag.time {
        case .unknown(let reason):
            truth = lag.atLeast.map { .measuredAtLeast(max(.zero, $0 - delay), reason) } ?? .unknown(reason)
            summary =
                "lag of \(host) unknown: \(reason)"
                + (lag.atLeast.map { "; \(HumanText.age($0)) at least" } ?? "")
        case .known(let time):
            truth = .measured(max(.zero, time - delay))
            summary =
                "\(host) is \(HumanText.age(time)) behind"
                + (lag.comparedWith.map { " \($0)" } ?? "")
                + (delay > .zero ? ", \(HumanText.age(delay)) of it by design" : "")
        }
        return Condition(
            .mongoReplicationLag, node: host, truth: truth, summary: summary,
            evidence: [
                Evidence("lag_milliseconds", optional: lag.time.value?.wholeMilliseconds),
                Evidence("error_bound_seconds", optional: lag.errorBound.map(HumanText.seconds)),
                delay > .zero ? Evidence("delay_seconds", HumanText.seconds(delay)) : nil,
                Evidence("compared_with", optional: lag.comparedWith),
                Evidence("sync_source", optional: syncSource(of: host)),
            ].compactMap(\.self),
            causes: [host] + [primary].compactMap(\.self))
    }

    /// `secondaryDelaySecs` (before 5.0 `slaveDelay`), zero for a member that is not delayed.
    func delay(of host: String) -> Duration {
        max(.zero, declaration(of: host)?.delay ?? memberReading(host)?.hello.delay ?? .zero)
    }
}
