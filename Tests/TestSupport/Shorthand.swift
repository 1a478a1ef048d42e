package import ReplicationCore

extension MonotonicInstant {
    /// This many seconds after the origin.
    package static func at(_ seconds: Double) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: 0).advanced(by: .seconds(seconds))
    }
}

extension WallInstant {
    /// A server's clock that runs with the monitor's, `skew` ahead of it.
    package static func clock(at now: MonotonicInstant, skew: Duration = .zero) -> WallInstant {
        WallInstant(milliseconds: 1_700_000_000_000 + (now.nanoseconds / 1_000_000) + skew.wholeMilliseconds)
    }
}

extension Optional where Wrapped == Condition.Truth {
    package var isUnknown: Bool {
        if case .unknown = self { true } else { false }
    }
}

extension Optional where Wrapped == Known<Duration> {
    package var seconds: Double? { self?.value?.seconds }
}
