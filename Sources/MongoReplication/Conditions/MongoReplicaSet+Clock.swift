internal import ReplicationCore

extension MongoReplicaSet {
    /// Whether each member's clock agrees with the primary's, arbiters included: `hello` needs no credentials.
    func clockConditions(at now: MonotonicInstant) -> [Condition] {
        members.map { clockSkewed($0, at: now) }
    }

    /// How far a member's clock is ahead of the primary's, or without one of the median of three or more, how far
    /// off that may be, as each answer was given at some moment of its poll, and whose clock it is compared with.
    func clockSkew(
        of host: String, at now: MonotonicInstant
    ) -> (skew: Duration, bound: Duration, primary: String?)? {
        guard let own = clockOffset(of: host, at: now), let (reference, primary) = referenceClock(at: now) else {
            return nil
        }
        guard reference.host != host else { return (.zero, .zero, primary) }
        return (own.ahead - reference.ahead, own.bound + reference.bound, primary)
    }

    private func clockSkewed(_ host: String, at now: MonotonicInstant) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: String, _ evidence: [Evidence] = []) -> Condition {
            Condition(
                .mongoClockSkew, node: host, truth: truth, summary: summary, evidence: evidence, blames: [host])
        }
        guard let (skew, bound, primary) = clockSkew(of: host, at: now) else {
            let reason =
                reading(host, at: now) == nil
                ? nodes[host]?.record.staleReason(host, at: now) ?? "\(host) has not been polled yet"
                : clockOffset(of: host, at: now) == nil
                    ? "\(host) does not tell the time" : "no primary's clock, and too few others to tell who is wrong"
            return answer(.unknown(reason), "clock of \(host) unknown: \(reason)")
        }
        let reference = primary.map { "the primary's (\($0))" } ?? "the members' median"
        let size = skew < .zero ? .zero - skew : skew
        guard size > bound else { return answer(.measured(.zero), "\(host)'s clock agrees with \(reference)") }
        return answer(
            .measured(size - bound),
            "\(host)'s clock is \(HumanText.age(size)) "
                + "\(skew < .zero ? "behind" : "ahead of") \(reference)",
            [
                Evidence("skew_milliseconds", skew.wholeMilliseconds.description),
                Evidence("error_bound_milliseconds", bound.wholeMilliseconds.description),
                Evidence("compared_with", primary ?? "median"),
            ])
    }

    private struct ClockOffset {
        var host: String
        /// The member's wall clock less our monotonic clock: only differences between members mean anything.
        var ahead: Duration
        var bound: Duration
    }

    private func clockOffset(of host: String, at now: MonotonicInstant) -> ClockOffset? {
        guard let told = memberReading(host, at: now)?.hello.localTime, let poll = nodes[host]?.lastPoll else {
            return nil
        }
        let half = max(.zero, poll.length) / 2
        let middle = poll.started.advanced(by: half)
        return ClockOffset(
            host: host, ahead: .milliseconds(told.milliseconds) - .nanoseconds(middle.nanoseconds),
            bound: half + .milliseconds(1))
    }

    /// The clock to compare with, and the primary if it is its. Of two that differ without a primary nobody can
    /// tell who is wrong.
    private func referenceClock(at now: MonotonicInstant) -> (clock: ClockOffset, primary: String?)? {
        if let primary = primary(at: now), let offset = clockOffset(of: primary, at: now) {
            return (offset, primary)
        }
        let offsets = members.compactMap { clockOffset(of: $0, at: now) }.sorted { $0.ahead < $1.ahead }
        return offsets.count < 3 ? nil : (offsets[offsets.count / 2], nil)
    }
}
