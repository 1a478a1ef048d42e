internal import ReplicationCore

extension MongoMoment {
    /// Less behind than its delay by this much may be due to the pauses between entries: an idle primary writes a no-op
    /// every ten seconds (`periodicNoopIntervalSecs`), and one may be missed.
    static let delayTolerance = Duration.seconds(20)

    /// Whether a delayed member keeps its distance; `nil` for one that is not delayed.
    ///
    /// One that copied everything from another lately is not late yet: it waits where it is until its delay has passed.
    /// <https://www.mongodb.com/docs/manual/core/replica-set-delayed-member/>
    func delayNotHonoured(_ host: String, _ lag: Lag) -> Condition? {
        let delay = delay(of: host)
        guard delay > .zero else { return nil }
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(
                .mongoDelayNotHonoured, node: host, truth: truth, summary: summary,
                evidence: [
                    Evidence("delay_seconds", HumanText.seconds(delay)),
                    Evidence("lag_milliseconds", optional: lag.time.value?.wholeMilliseconds),
                ].compactMap(\.self),
                causes: [host])
        }
        if state(of: host) == .startup2 { return answer(.clear, "\(host) is in initial sync") }
        guard let time = lag.time.value else {
            let reason = lag.time.unknownReason ?? ""
            return answer(.unknown(reason), "delay of \(host) unknown: \(reason)")
        }
        let missing = delay - time
        guard missing > max(Self.delayTolerance, lag.errorBound ?? .zero) else {
            return answer(.clear, "\(host) keeps its delay of \(HumanText.age(delay))")
        }
        if let standIn = lag.comparedWith {
            return answer(.unknown("compared with \(standIn)"), "delay of \(host) unknown: compared with \(standIn)")
        }
        guard let age = oplogAge(of: host) else {
            let reason = "\(host) may have been added less than its delay ago"
            return answer(.unknown(reason), "delay of \(host) unknown: \(reason)")
        }
        if age <= delay + Self.delayTolerance {
            return answer(.clear, "\(host) has not existed for the length of its delay yet")
        }
        return answer(
            .holds, "\(host) is only \(HumanText.age(time)) behind; its configured delay is \(HumanText.age(delay))")
    }

    /// For how long the member has had its data, at least: since its oplog began, or since it is watched and has not
    /// copied everything anew; `nil` where neither answers whether that is long enough. (A full oplog begins later than
    /// the member did.)
    private func oplogAge(of host: String) -> Duration? {
        guard let member = nodes[host], let reading = memberReading(host) else { return nil }
        let watched = member.oplog.since.map { $0.duration(to: now) } ?? .zero
        let isLongEnough = watched > delay(of: host) + Self.delayTolerance
        guard !isLongEnough, case .known(let oplog) = oplogReach(of: host), oplog.isFull == false,
            let date = reading.date
        else { return isLongEnough ? watched : nil }
        return date.since(oplog.earliest)
    }
}
