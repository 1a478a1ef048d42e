/// An instant of the monitor's own monotonic clock, in nanoseconds since an arbitrary origin (boot, on Linux).
///
/// Every age, deadline and dwell in replmon is a difference of two of these: no other machine's clock and no step of
/// the wall clock can change one. The clock is read outside of the rules (`CLOCK_MONOTONIC`) and passed in as `now`.
package struct MonotonicInstant: Hashable, Sendable, Comparable, InstantProtocol {
    /// Nanoseconds since the clock's origin.
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The instant `duration` later; clamped to the range of the clock rather than trapping.
    package func advanced(by duration: Duration) -> MonotonicInstant {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(duration.wholeNanoseconds)
        return MonotonicInstant(nanoseconds: overflow ? (duration < .zero ? .min : .max) : sum)
    }

    package func duration(to other: MonotonicInstant) -> Duration {
        .nanoseconds(other.nanoseconds) - .nanoseconds(nanoseconds)
    }

    package static func < (left: MonotonicInstant, right: MonotonicInstant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

extension Duration {
    /// Seconds as a floating-point number, for display and metrics.
    package var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    /// Nanoseconds, rounded towards zero and clamped to `Int64`.
    package var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflow || carry ? (seconds < 0 ? .min : .max) : sum
    }

    /// Milliseconds, rounded towards zero.
    package var wholeMilliseconds: Int64 {
        wholeNanoseconds / 1_000_000
    }
}
