import Replication

extension MonotonicInstant {
    /// This many seconds after the origin.
    static func at(_ seconds: Double) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: 0).advanced(by: .seconds(seconds))
    }
}

extension WallInstant {
    /// A server's clock that runs with the monitor's, `skew` ahead of it.
    static func clock(at now: MonotonicInstant, skew: Duration = .zero) -> WallInstant {
        WallInstant(milliseconds: 1_700_000_000_000 + (now.nanoseconds / 1_000_000) + skew.wholeMilliseconds)
    }
}
