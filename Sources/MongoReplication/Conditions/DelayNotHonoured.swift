internal import ReplicationCore

extension MongoConditions {
    /// Less behind than its delay by this much may be due to the pauses between entries: an idle primary writes a no-op
    /// every ten seconds (`periodicNoopIntervalSecs`), and one may be missed.
    private static let delayTolerance = Duration.seconds(20)

    /// Whether a delayed member is less behind than its delay.
    ///
    /// One that copied everything from another lately is not late yet: it waits where it is until its delay has passed.
    /// <https://www.mongodb.com/docs/manual/core/replica-set-delayed-member/>
    static func delayNotHonoured(_ moment: MongoMoment, _ follower: Follower) -> Answer {
        let (name, lag, delay) = (follower.name, follower.lag, follower.delay)
        if follower.state == .startup2 { return .clear }
        guard let time = lag.time.value else { return .unknown(lag.time.unknownReason ?? "") }
        guard delay - time > max(delayTolerance, lag.errorBound ?? .zero) else { return .clear }
        if let other = lag.comparedWith { return .unknown("compared with \(other)") }
        guard let age = moment.dataAge(of: name, atLeast: delay + delayTolerance) else {
            return .unknown("\(name) may have been added less than its delay ago")
        }
        if age <= delay + delayTolerance { return .clear }
        return .holds(
            "\(name) is only \(HumanText.age(time)) behind; its configured delay is \(HumanText.age(delay))",
            [
                Evidence("delay_seconds", HumanText.seconds(delay)),
                Evidence("lag_milliseconds", "\(time.wholeMilliseconds)"),
            ])
    }
}
