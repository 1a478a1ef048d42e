package import ReplicationCore

/// The part of one alert that survives a restart of replmon: a plain value for storage. Its times are wall times, since
/// the monotonic clock of one boot means nothing in the next.
package struct AlertMemory: Hashable, Sendable, Codable {
    /// The catalogue's name; a name that a release does not know is skipped when restored.
    package var name: String
    package var cluster: String?
    package var node: String?
    package var upstream: String?
    package var slot: String?
    /// `warning` or `critical`.
    package var severity: String
    /// `pending`, `firing` or `resolved`.
    package var state: String
    /// When its condition first held.
    package var activeAt: WallInstant
    /// When it began to fire; `nil` while pending.
    package var firedAt: WallInstant?
    package var resolvedAt: WallInstant?
    /// How long, when this was written, the condition had held towards its `for`; for a firing alert, how long a severity
    /// worse than `severity` had held, 0 if it is not worse. Time in which the condition was unknown is not counted.
    package var heldMilliseconds: Int64
    /// The severity in the last notification; `nil` while there was none.
    package var announcedSeverity: String?
    package var isFlapping: Bool
    package var acknowledgement: Acknowledgement?
    package var summary: String
    /// Names and values of the evidence, in reading order.
    package var evidence: [[String]]

    package init(
        name: String, cluster: String?, node: String?, upstream: String?, slot: String?, severity: String,
        state: String, activeAt: WallInstant, firedAt: WallInstant?, resolvedAt: WallInstant?,
        heldMilliseconds: Int64, announcedSeverity: String?, isFlapping: Bool, acknowledgement: Acknowledgement?,
        summary: String, evidence: [[String]]
    ) {
        self.name = name
        self.cluster = cluster
        self.node = node
        self.upstream = upstream
        self.slot = slot
        self.severity = severity
        self.state = state
        self.activeAt = activeAt
        self.firedAt = firedAt
        self.resolvedAt = resolvedAt
        self.heldMilliseconds = heldMilliseconds
        self.announcedSeverity = announcedSeverity
        self.isFlapping = isFlapping
        self.acknowledgement = acknowledgement
        self.summary = summary
        self.evidence = evidence
    }

    /// The part that must be written at once when it changes. It has no texts and values, which change at every poll.
    /// The held time is part of it in steps that double, so that a restart loses at most half of it.
    package struct Life: Hashable, Sendable {
        fileprivate var memory: AlertMemory
    }

    /// Two memories with the same life differ in their texts and values only.
    package var life: Life {
        var memory = self
        memory.summary = ""
        memory.evidence = []
        let steps = UInt64(max(0, heldMilliseconds)) / 8000
        memory.heldMilliseconds = Int64(UInt64.bitWidth - steps.leadingZeroBitCount)
        return Life(memory: memory)
    }
}
