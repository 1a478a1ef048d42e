internal import ReplicationCore

extension MongoMoment {
    /// Whether each member's clock agrees with the primary's, arbiters included: `hello` needs no credentials.
    var clockConditions: [Condition] {
        members.map { clockSkewed($0) }
    }

    /// How far a member's clock is ahead of the primary's, or without one of the median of three or more, how far
    /// off that may be, as each answer was given at some moment of its poll, and whose clock it is compared with.
    func clockSkew(of host: String) -> (skew: Duration, bound: Duration, primary: String?)? {
        guard let own = clockOffset(of: host), let (reference, primary) = referenceClock else {
            return nil
        }
        guard reference.host != host else { return (.zero, .zero, primary) }
        return (own.ahead - reference.ahead, own.bound + reference.bound, primary)
    }

    private func clockSkewed(_ host: String) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: String, _ evidence: [Evidence] = []) -> Condition {
            Condition(
                .mongoClockSkew, node: host, truth: truth, summary: summary, evidence: evidence, causes: [host])
        }
        guard let (skew, bound, primary) = clockSkew(of: host) else {
            let reason =
                reading(host) == nil
                ? nodes[host]?.record.staleReason(host, at: now) ?? "\(host) has not been polled yet"
                : clockOffset(of: host) == nil
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

    private func clockOffset(of host: String) -> ClockOffset? {
        guard let told = memberReading(host)?.hello.localTime, let poll = nodes[host]?.lastPoll else {
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
    private var referenceClock: (clock: ClockOffset, primary: String?)? {
        if let primary = primary, let offset = clockOffset(of: primary) {
            return (offset, primary)
        }
        let offsets = members.compactMap { clockOffset(of: $0) }.sorted { $0.ahead < $1.ahead }
        return offsets.count < 3 ? nil : (offsets[offsets.count / 2], nil)
    }
}
