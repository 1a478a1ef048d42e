package import ReplicationCore

/// What of one alert survives a restart of replmon: a plain value for storage, in wall time, since the monotonic clock
/// of one boot means nothing in the next.
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
    /// How long the condition, or of a firing alert a severity worse than `severity`, had held, without the time that
    /// could not be judged, when this was written: what counts towards `for`. Of a firing alert 0 means not worse.
    package var heldMilliseconds: Int64
    /// The severity people have been told; `nil` while they were not.
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

    /// What is worth writing at once when it changes: not the words and numbers, which change at every poll. What has
    /// been held is part of it in steps that double, so that a restart loses at most half of it.
    package struct Life: Hashable, Sendable {
        fileprivate var memory: AlertMemory
    }

    /// Two memories with the same life differ in their words and numbers only.
    package var life: Life {
        var memory = self
        memory.summary = ""
        memory.evidence = []
        let steps = UInt64(max(0, heldMilliseconds)) / 8000
        memory.heldMilliseconds = Int64(UInt64.bitWidth - steps.leadingZeroBitCount)
        return Life(memory: memory)
    }
}
