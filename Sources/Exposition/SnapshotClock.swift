internal import Replication

/// The two clocks of a snapshot, side by side, and the time since: turns instants into what people read.
struct SnapshotClock {
    private let wall: WallInstant
    private let instant: MonotonicInstant
    /// From the snapshot until it is read: ages go on growing between two snapshots.
    let elapsed: Duration

    init(_ snapshot: Snapshot, now: MonotonicInstant) {
        wall = snapshot.generatedAt
        instant = snapshot.instant
        elapsed = max(.zero, snapshot.instant.duration(to: now))
    }

    /// What the snapshot's wall clock showed, or would have shown, at an instant.
    func wallTime(of other: MonotonicInstant) -> WallInstant {
        let (sum, overflow) = wall.milliseconds.addingReportingOverflow(instant.duration(to: other).wholeMilliseconds)
        return WallInstant(milliseconds: overflow ? (other < instant ? .min : .max) : sum)
    }

    /// The time since an instant, in seconds to the millisecond.
    func age(of other: MonotonicInstant) -> Double {
        (other.duration(to: instant) + elapsed).seconds.rounded(toPlaces: 3)
    }
}
