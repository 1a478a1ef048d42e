import ReplicationCore

/// When a query that not every poll makes is due again; repeated failures lengthen the interval.
struct SlowCadence {
    /// The interval for values that change slowly.
    static let interval = Duration.seconds(30)
    /// The longest interval after failures.
    private static let longest = Duration.seconds(3600)

    private let interval: Duration
    private var lastAt: MonotonicInstant?
    private var failures = 0

    init(interval: Duration) {
        self.interval = interval
    }

    /// Whether the last query failed.
    var isFailing: Bool { failures > 0 }

    func isDue(at now: MonotonicInstant) -> Bool {
        lastAt.map { $0.duration(to: now) >= distance } ?? true
    }

    /// Due again one interval from now.
    mutating func asked(at now: MonotonicInstant) {
        lastAt = now
    }

    /// Records the result: each failure after the first doubles the interval.
    mutating func ended(well isSuccess: Bool) {
        failures = isSuccess ? 0 : failures + 1
    }

    /// Due at once, unless the last query failed.
    mutating func hurry() {
        if !isFailing { lastAt = nil }
    }

    /// Due at once: its subject has changed.
    mutating func restart() {
        lastAt = nil
        failures = 0
    }

    private var distance: Duration {
        failures > 1 ? min(interval * (1 << min(failures - 1, 16)), max(interval, Self.longest)) : interval
    }
}
