internal import ReplicationCore

/// When a node last changed its role, as replmon saw it, also across a time in which it did not answer.
struct RoleHistory: Sendable, Hashable {
    /// How long a change is reported.
    static let remembered = Duration.seconds(300)

    /// A change from one role to the other.
    struct Change: Sendable, Hashable {
        var role: String
        var fromTimeline: UInt32?
        var toTimeline: UInt32?
        var seenAt: MonotonicInstant
    }

    private(set) var lastChange: Change?
    /// Since when it has been seen as primary, by one run of its server; `nil` on a standby.
    private(set) var primarySince: MonotonicInstant?
    private var isPrimary: Bool?
    private var startedAt: WallInstant?
    private var timeline: UInt32?
    private var system: UInt64?

    mutating func record(_ reading: PostgresReading, at instant: MonotonicInstant) {
        let isPrimary = reading.primary != nil
        // Another system under this name is another server, seen for the first time.
        if let system, let other = reading.systemIdentifier, other != system { self = RoleHistory() }
        if let before = self.isPrimary, before != isPrimary {
            lastChange = Change(
                role: isPrimary ? "primary" : "standby", fromTimeline: timeline,
                toTimeline: reading.timeline, seenAt: instant)
        } else if lastChange != nil, lastChange?.toTimeline == nil {
            lastChange?.toTimeline = reading.timeline
        }
        if !isPrimary {
            primarySince = nil
        } else if primarySince == nil || startedAt != reading.startedAt {
            primarySince = instant
        }
        self.isPrimary = isPrimary
        startedAt = reading.startedAt
        timeline = reading.timeline ?? timeline
        system = reading.systemIdentifier ?? system
    }
}

extension RoleHistory.Change {
    /// `, timeline 1 → 2`; empty where one is not known.
    var timelines: String {
        guard let fromTimeline, let toTimeline, fromTimeline != toTimeline else { return "" }
        return ", timeline \(fromTimeline) → \(toTimeline)"
    }

    var evidence: [Evidence] {
        [
            Evidence("role", role), Evidence("timeline_before", optional: fromTimeline),
            Evidence("timeline", optional: toTimeline),
        ].compactMap(\.self)
    }
}
