internal import ReplicationCore

/// The memory of a member's oplog between readings.
struct OplogHistory: Sendable {
    /// How the newest entry that the member has moves on.
    private(set) var applying = OplogPace()
    /// Whether old entries were seen to be cut off: the oplog is full, whatever its size says.
    private(set) var wasCut = false
    /// How full it was when that was last shown, 0 to 1.
    private(set) var fill: Double?
    /// Since when it is known to be the same oplog.
    private(set) var since: MonotonicInstant?
    /// The oldest entry, noted at each cut.
    private var cuts = OplogPace()
    private var earliest: OpTime?
    private var processID: String?

    mutating func record(_ reading: MongoReading, at completed: MonotonicInstant) {
        // An initial sync, or a restart that may have been due to one, begins another oplog.
        if reading.status?.myState == .startup2 || reading.hello.processID != processID {
            self = OplogHistory()
            processID = reading.hello.processID
        }
        since = since ?? completed
        // Slow facts may still be those of the oplog that is about to go.
        if reading.status?.myState == .startup2 { return }
        if let newest = reading.position { applying.record(newest.opTime.seconds, at: completed) }
        guard let server = reading.server else { return }
        fill = OplogReach.fill(server) ?? fill
        guard let oldest = server.oplogEarliest, !oldest.isNull else { return }
        if let earliest {
            wasCut = oldest.seconds >= earliest.seconds && (wasCut || oldest > earliest)
            if oldest.seconds < earliest.seconds { cuts = OplogPace() }
            if oldest > earliest { cuts.record(oldest.seconds, at: server.observedAt) }
        }
        earliest = oldest
    }

    /// How fast the oldest entries were seen to go, in seconds of oplog per second, by what was read at `instant`.
    func cuttingPerSecond(at instant: MonotonicInstant) -> Double? {
        cuts.perSecondOfLeaps(at: instant)
    }
}
