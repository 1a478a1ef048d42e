internal import ReplicationCore

/// The recent history of one condition: whether it is flapping, and the last changes for display. Only "holds" and "clear"
/// count for flapping; "unknown" counts as neither.
///
/// An onset is the moment at which the condition begins to hold or becomes worse. There are two kinds of flapping:
/// - Fast: six onsets within five minutes, with or without notifications. It ends when there was at most one onset in the
///   last five minutes.
/// - Slow: six notifications within an hour that the alert is firing or worse. It ends when there was at most one onset
///   in the last half hour. An episode too short for a notification, such as a planned restart, never counts.
///
/// The number of notifications is not kept across a restart of replmon.
struct ConditionHistory: Sendable {
    /// So many onsets are flapping: one more than a rolling restart of a large cluster causes.
    static let onsetLimit = 6
    /// The time in which ``onsetLimit`` onsets are fast flapping, and in which at most one onset ends it.
    static let window = Duration.seconds(300)
    /// The time in which ``onsetLimit`` notifications are slow flapping.
    static let notificationWindow = Duration.seconds(3600)
    /// The time in which at most one onset ends slow flapping.
    static let slowWindow = Duration.seconds(1800)
    /// The number of changes kept for display.
    static let shownChanges = 10

    /// Its severity when it was last known; `nil` when it was clear.
    private(set) var severity: Severity?
    private var isFlappingFast = false
    private var isFlappingSlowly = false
    /// The last changes, oldest first.
    private(set) var changes: [Alert.Evaluation] = []
    /// The last onsets, oldest first, at most ``onsetLimit``.
    private var onsets: [MonotonicInstant] = []
    /// When people were last notified that the alert is firing or worse, oldest first, at most ``onsetLimit``.
    private var notifications: [MonotonicInstant] = []

    /// Whether it held when it was last known.
    var holds: Bool { severity != nil }

    /// Whether it alternates too often for a notification of each change.
    var isFlapping: Bool { isFlappingFast || isFlappingSlowly }

    /// Records that it holds at this severity, or with `nil` that it is clear.
    mutating func note(_ severity: Severity?, _ text: String, at moment: AlertEngine.Moment) {
        if let severity, self.severity.map({ $0 < severity }) ?? true { onsets.append(moment.now) }
        self.severity = severity
        forget(before: moment.now)
        let lately = onsets.count { $0.duration(to: moment.now) <= Self.window }
        if lately >= Self.onsetLimit {
            isFlappingFast = true
        } else if lately <= 1 {
            isFlappingFast = false
        }
        if isFlappingSlowly, onsets.count <= 1 {
            isFlappingSlowly = false
            notifications = []
        }
        noteChange(severity?.rawValue ?? "clear", text, at: moment.wallNow)
    }

    /// Records that people are being notified that the alert is firing or worse.
    mutating func markNotified(at now: MonotonicInstant) {
        notifications.append(now)
        forget(before: now)
        if !isFlappingFast, notifications.count >= Self.onsetLimit, onsets.count > 1 { isFlappingSlowly = true }
    }

    /// Records that it is unknown.
    mutating func noteUnknown(_ reason: String, at moment: AlertEngine.Moment) {
        noteChange("unknown", reason, at: moment.wallNow)
    }

    /// Continues with a condition that held before replmon was restarted. The onsets of a flapping one are not saved:
    /// ``onsetLimit`` onsets at this instant stand in for them.
    mutating func resume(_ severity: Severity, flapping: Bool, at now: MonotonicInstant) {
        self.severity = severity
        isFlappingFast = flapping
        if flapping { onsets = Array(repeating: now, count: Self.onsetLimit) }
    }

    /// Whether nothing in it can influence an alert any more.
    mutating func isOver(at now: MonotonicInstant) -> Bool {
        forget(before: now)
        return !holds && onsets.isEmpty && notifications.isEmpty
    }

    private mutating func forget(before now: MonotonicInstant) {
        Self.forget(&onsets, olderThan: Self.slowWindow, at: now)
        Self.forget(&notifications, olderThan: Self.notificationWindow, at: now)
    }

    private static func forget(
        _ instants: inout [MonotonicInstant], olderThan age: Duration, at now: MonotonicInstant
    ) {
        guard let first = instants.first else { return }
        if first.duration(to: now) > age || instants.count > onsetLimit {
            instants = Array(instants.filter { $0.duration(to: now) <= age }.suffix(onsetLimit))
        }
    }

    private mutating func noteChange(_ outcome: String, _ text: String, at wallNow: WallInstant) {
        guard changes.last?.outcome != outcome else { return }
        changes.append(Alert.Evaluation(at: wallNow, outcome: outcome, text: text))
        if changes.count > Self.shownChanges { changes.removeFirst() }
    }
}
