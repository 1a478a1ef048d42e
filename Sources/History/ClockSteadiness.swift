internal import ReplicationCore

/// Whether the wall clock can be trusted to decide what is old enough to be deleted.
///
/// After a leap of the clock (a machine that starts in 1970, a wrong time server) everything seems old. So nothing is
/// deleted by age until the clock has been steady for a day.
struct ClockSteadiness {
    /// A smaller correction of the clock is not a leap.
    static let tolerance: Duration = .seconds(3_600)
    /// How long the clock must be steady after a leap.
    static let quarantine: Duration = .seconds(86_400)
    /// If replmon did not run for longer, that counts as a leap.
    static let longestAbsence: Duration = .seconds(7 * 86_400)

    private var wall: WallInstant
    private var now: MonotonicInstant
    private var leaptAt: MonotonicInstant?

    /// `lastAliveAt`: when replmon was last known to run, by the same wall clock; `nil` if it never did.
    init(lastAliveAt: WallInstant?, wallNow: WallInstant, now: MonotonicInstant) {
        wall = wallNow
        self.now = now
        guard let lastAliveAt else { return }
        let absence = wallNow.since(lastAliveAt)
        if absence < .zero - Self.tolerance || absence > Self.longestAbsence { leaptAt = now }
    }

    /// Compares both clocks with the previous readings; false for a day after a leap.
    mutating func isSteady(wallNow: WallInstant, now: MonotonicInstant) -> Bool {
        let leap = wallNow.since(wall) - self.now.duration(to: now)
        if leap < .zero - Self.tolerance || leap > Self.tolerance { leaptAt = now }
        (wall, self.now) = (wallNow, now)
        return leaptAt.map { $0.duration(to: now) >= Self.quarantine } ?? true
    }
}
