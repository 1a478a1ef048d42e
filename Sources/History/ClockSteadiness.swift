internal import ReplicationCore

/// Whether the wall clock may decide what is old enough to be thrown away.
///
/// A clock that leaps (a machine that starts in 1970, a wrong time server) makes everything seem old. So after a leap
/// nothing is thrown away by age until the clock has gone steadily for a day.
struct ClockSteadiness {
    /// A clock that is corrected by less has not leapt.
    static let tolerance: Duration = .seconds(3_600)
    static let quarantine: Duration = .seconds(86_400)
    /// After a longer time without replmon the clock proves itself first.
    static let longestAbsence: Duration = .seconds(7 * 86_400)

    private var wall: WallInstant
    private var now: MonotonicInstant
    private var leaptAt: MonotonicInstant?

    /// `lastAliveAt`: when replmon was last known to run, by the same wall clock; `nil` when it never did.
    init(lastAliveAt: WallInstant?, wallNow: WallInstant, now: MonotonicInstant) {
        wall = wallNow
        self.now = now
        guard let lastAliveAt else { return }
        let absence = wallNow.since(lastAliveAt)
        if absence < .zero - Self.tolerance || absence > Self.longestAbsence { leaptAt = now }
    }

    /// Compares both clocks; false within a day after a leap.
    mutating func isSteady(wallNow: WallInstant, now: MonotonicInstant) -> Bool {
        let leap = wallNow.since(wall) - self.now.duration(to: now)
        if leap < .zero - Self.tolerance || leap > Self.tolerance { leaptAt = now }
        (wall, self.now) = (wallNow, now)
        return leaptAt.map { $0.duration(to: now) >= Self.quarantine } ?? true
    }
}
