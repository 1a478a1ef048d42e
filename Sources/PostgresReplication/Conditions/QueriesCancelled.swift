internal import ReplicationCore

/// Whether queries were cancelled on a standby within ``ConflictHistory/window``, because replay needed what they held.
func queriesCancelled(_ standby: AnsweringStandby, at now: MonotonicInstant) -> Answer {
    let conflicts = standby.history.conflicts
    guard let recent = conflicts.recent(at: now), let last = conflicts.lastIncreaseAt else { return .clear }
    let kinds = recent.byKind.map { "\($0.count) \($0.kind)" }.joined(separator: ", ")
    let counts = recent.byKind.map {
        Evidence("cancelled_for_\($0.kind.split(separator: " ").joined(separator: "_"))", "\($0.count)")
    }
    return .holds(
        "queries cancelled on \(standby.name) for replay within 5 minutes: \(recent.total) (\(kinds))",
        counts + [Evidence("last_seen_seconds_ago", HumanText.seconds(last.duration(to: now)))])
}
