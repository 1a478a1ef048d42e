internal import ReplicationCore

/// What one condition has been found to be lately: whether it comes and goes too often to be told each time, and the
/// last changes, for people. Only yes and no count; not known is neither.
///
/// Two things are flapping. Fast: it began, or became worse, six times within five minutes, told or not; over when it
/// did so at most once in the last five. Slow: people were told six times within an hour that it fires or is worse;
/// over when it began, or became worse, at most once in the last half hour. What is too short to be told, as a planned
/// restart, is never slow flapping. How often people were told is not remembered over a restart.
struct ConditionHistory: Sendable {
    /// This many are flapping: one more than a rolling restart of a large cluster makes.
    static let onsetLimit = 6
    /// In which so many onsets are fast flapping, and none but one end it.
    static let window = Duration.seconds(300)
    /// In which so many tellings are slow flapping.
    static let toldWindow = Duration.seconds(3600)
    /// In which no onset but one ends slow flapping.
    static let slowWindow = Duration.seconds(1800)
    /// As many changes are kept for people.
    static let shownChanges = 10

    /// How bad it was when it was last known; `nil` when it did not hold.
    private(set) var severity: Severity?
    private var isFlappingFast = false
    private var isFlappingSlowly = false
    /// The last changes, oldest first.
    private(set) var changes: [Alert.Evaluation] = []
    /// When it last began to hold, or became worse, oldest first, at most ``onsetLimit``.
    private var onsets: [MonotonicInstant] = []
    /// When people were last told that it fires, or is worse, oldest first, at most ``onsetLimit``.
    private var tellings: [MonotonicInstant] = []

    /// Whether it held when it was last known.
    var holds: Bool { severity != nil }

    /// It comes and goes: no single change is news any more.
    var isFlapping: Bool { isFlappingFast || isFlappingSlowly }

    /// Notes a yes (with its severity) or a no.
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
            tellings = []
        }
        noteChange(severity?.rawValue ?? "clear", text, at: moment.wallNow)
    }

    /// Notes that people are being told that it fires, or is worse.
    mutating func noteTold(at now: MonotonicInstant) {
        tellings.append(now)
        forget(before: now)
        if !isFlappingFast, tellings.count >= Self.onsetLimit, onsets.count > 1 { isFlappingSlowly = true }
    }

    /// Notes that it is not known.
    mutating func noteUnknown(_ reason: String, at moment: AlertEngine.Moment) {
        noteChange("unknown", reason, at: moment.wallNow)
    }

    /// Goes on with a condition that held before replmon was restarted. One that was flapping counts as if all of that
    /// had been now: how often it came and went is not remembered.
    mutating func resume(_ severity: Severity, flapping: Bool, at now: MonotonicInstant) {
        self.severity = severity
        isFlappingFast = flapping
        if flapping { onsets = Array(repeating: now, count: Self.onsetLimit) }
    }

    /// Whether nothing in it matters any more.
    mutating func isOver(at now: MonotonicInstant) -> Bool {
        forget(before: now)
        return !holds && onsets.isEmpty && tellings.isEmpty
    }

    private mutating func forget(before now: MonotonicInstant) {
        Self.forget(&onsets, olderThan: Self.slowWindow, at: now)
        Self.forget(&tellings, olderThan: Self.toldWindow, at: now)
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
