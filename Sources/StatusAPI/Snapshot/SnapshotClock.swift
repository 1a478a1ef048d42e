package import Alerting
package import ReplicationCore

/// The two clocks of a snapshot, side by side, and the time since: turns instants into times for people.
package struct SnapshotClock {
    private let wall: WallInstant
    private let instant: MonotonicInstant
    private let now: MonotonicInstant

    package init(_ snapshot: Snapshot, now: MonotonicInstant) {
        wall = snapshot.generatedAt
        instant = snapshot.instant
        self.now = max(now, snapshot.instant)
    }

    /// The time on the snapshot's wall clock at an instant, before or after the snapshot.
    package func wallTime(of other: MonotonicInstant) -> WallInstant {
        let (sum, overflow) = wall.milliseconds.addingReportingOverflow(instant.duration(to: other).wholeMilliseconds)
        return WallInstant(milliseconds: overflow ? (other < instant ? .min : .max) : sum)
    }

    /// The time since an instant, in seconds to the millisecond.
    package func age(of other: MonotonicInstant) -> Double {
        other.duration(to: now).seconds.rounded(toPlaces: 3)
    }

    /// The time of a lag when the snapshot was made: its cluster may have been judged before.
    package func time(of lag: Lag?) -> Duration? {
        guard let time = lag?.time.value, let since = lag?.growingSince else { return lag?.time.value }
        return time + max(.zero, since.duration(to: instant))
    }

    /// From the judgement of a cluster until it is read: ages in its view go on growing.
    package func elapsed(since assessment: ClusterAssessment) -> Duration {
        max(.zero, (assessment.judgedAt ?? instant).duration(to: now))
    }
}
