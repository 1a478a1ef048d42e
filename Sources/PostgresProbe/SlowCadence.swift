import ReplicationCore

/// When something that is not asked at every poll is due again; after repeated failures later and later.
struct SlowCadence {
    /// How often slow-moving facts are asked for.
    static let interval = Duration.seconds(30)
    /// The longest distance that failures lead to.
    private static let longest = Duration.seconds(3600)

    private let interval: Duration
    private var lastAt: MonotonicInstant?
    private var failures = 0

    init(interval: Duration) {
        self.interval = interval
    }

    /// Whether what was asked last failed.
    var isFailing: Bool { failures > 0 }

    func isDue(at now: MonotonicInstant) -> Bool {
        lastAt.map { $0.duration(to: now) >= distance } ?? true
    }

    /// Due again one interval from now.
    mutating func asked(at now: MonotonicInstant) {
        lastAt = now
    }

    /// Takes note of how asking ended: each failure after the first doubles the distance.
    mutating func ended(well isSuccess: Bool) {
        failures = isSuccess ? 0 : failures + 1
    }

    /// Due at once, unless asking fails.
    mutating func hurry() {
        if !isFailing { lastAt = nil }
    }

    /// Due at once: it is something else now.
    mutating func restart() {
        lastAt = nil
        failures = 0
    }

    private var distance: Duration {
        failures > 1 ? min(interval * (1 << min(failures - 1, 16)), max(interval, Self.longest)) : interval
    }
}
