import Glibc
package import ReplicationCore

/// Reads the machine's clocks. No other code does: everything else takes `now` as an argument.
package enum MonotonicClock {
    /// `CLOCK_MONOTONIC`: nothing steps it; it stops while the machine sleeps.
    package static func now() -> MonotonicInstant {
        MonotonicInstant(nanoseconds: read(CLOCK_MONOTONIC))
    }

    /// `CLOCK_REALTIME`, in milliseconds since the epoch.
    package static func wallNow() -> WallInstant {
        WallInstant(milliseconds: read(CLOCK_REALTIME) / 1_000_000)
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
