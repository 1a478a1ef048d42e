public import Replication

/// What is to be kept, written as one: all of it or nothing. A part that is `nil` stays as it was.
public struct HistoryBatch: Hashable, Sendable {
    /// All alerts worth remembering; those that were kept and are not among them are forgotten.
    public var alerts: [AlertMemory]?
    /// All silences; those that were kept and are not among them are forgotten.
    public var silences: [Silence]?
    /// Added to the events that were kept.
    public var events: [Event]
    /// Added to the samples that were kept.
    public var lagSamples: [LagSample]
    /// The latest rollback counter of each member, all of them.
    public var rollbackIDs: [MemberRollbackID]?
    /// When replmon was last known to run.
    public var aliveAt: WallInstant?

    /// `rbid` of a MongoDB member as last read.
    public struct MemberRollbackID: Hashable, Sendable {
        public var cluster: String
        /// `host:port`.
        public var member: String
        public var id: Int64
        /// When it was read.
        public var at: WallInstant
        /// The process that told it (`topologyVersion.processId`), where known.
        public var processID: String?

        public init(cluster: String, member: String, id: Int64, at: WallInstant, processID: String?) {
            self.cluster = cluster
            self.member = member
            self.id = id
            self.at = at
            self.processID = processID
        }
    }

    public init(
        alerts: [AlertMemory]? = nil, silences: [Silence]? = nil, events: [Event] = [], lagSamples: [LagSample] = [],
        rollbackIDs: [MemberRollbackID]? = nil, aliveAt: WallInstant? = nil
    ) {
        self.alerts = alerts
        self.silences = silences
        self.events = events
        self.lagSamples = lagSamples
        self.rollbackIDs = rollbackIDs
        self.aliveAt = aliveAt
    }

    /// The same with these silences.
    public func with(silences: [Silence]) -> HistoryBatch {
        var batch = self
        batch.silences = silences
        return batch
    }
}

/// What was kept, as found when replmon starts.
public struct Remembered: Hashable, Sendable {
    public var alerts: [AlertMemory] = []
    public var silences: [Silence] = []
    public var rollbackIDs: [HistoryBatch.MemberRollbackID] = []
    /// When the former process was last known to run; `nil` when there was none.
    public var aliveAt: WallInstant?

    public init() {}
}
