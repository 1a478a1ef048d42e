internal import ReplicationCore

extension MongoConditions {
    /// How far a follower is behind, less its configured delay.
    static func replicationLag(_: MongoMoment, _ follower: Follower) -> Answer {
        let (name, lag, delay) = (follower.name, follower.lag, follower.delay)
        let evidence = [
            Evidence("lag_milliseconds", optional: lag.time.value?.wholeMilliseconds),
            Evidence("error_bound_seconds", optional: lag.errorBound.map(HumanText.seconds)),
            delay > .zero ? Evidence("delay_seconds", HumanText.seconds(delay)) : nil,
            Evidence("compared_with", optional: lag.comparedWith),
            Evidence("sync_source", optional: follower.syncSource),
        ]
        switch lag.time {
        case .unknown(let reason):
            guard let least = lag.atLeast else { return .unknown(reason) }
            return .measuredAtLeast(
                max(.zero, least - delay), reason,
                "lag of \(name) unknown: \(reason); \(HumanText.age(least)) at least", evidence)
        case .known(let time):
            return .measured(
                max(.zero, time - delay),
                "\(name) is \(HumanText.age(time)) behind" + (lag.comparedWith.map { " \($0)" } ?? "")
                    + (delay > .zero ? ", \(HumanText.age(delay)) of it by design" : ""), evidence)
        }
    }
}
