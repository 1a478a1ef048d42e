package import ReplicationCore

/// What is to be kept, written as one: all of it or nothing. A part that is `nil` stays as it was.
package struct HistoryBatch: Hashable, Sendable {
    /// All alerts worth remembering; those that were kept and are not among them are forgotten.
    package var alerts: [AlertMemory]?
    /// All silences; those that were kept and are not among them are forgotten.
    package var silences: [Silence]?
    /// Added to the events that were kept.
    package var events: [Event]
    /// Added to the samples that were kept.
    package var lagSamples: [LagSample]
    /// The latest rollback counter of each member, all of them.
    package var rollbackIDs: [MemberRollbackID]?
    /// When replmon was last known to run.
    package var aliveAt: WallInstant?

    /// `rbid` of a MongoDB member as last read.
    package struct MemberRollbackID: Hashable, Sendable {
        package var cluster: String
        /// `host:port`.
        package var member: String
        package var id: Int64
        /// When it was read.
        package var at: WallInstant
        /// The process that told it (`topologyVersion.processId`), where known.
        package var processID: String?

        package init(cluster: String, member: String, id: Int64, at: WallInstant, processID: String?) {
            self.cluster = cluster
            self.member = member
            self.id = id
            self.at = at
            self.processID = processID
        }
    }

    package init(
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
    package func with(silences: [Silence]) -> HistoryBatch {
        var batch = self
        batch.silences = silences
        return batch
    }
}

/// What was kept, as found when replmon starts.
package struct Remembered: Hashable, Sendable {
    package var alerts: [AlertMemory] = []
    package var silences: [Silence] = []
    package var rollbackIDs: [HistoryBatch.MemberRollbackID] = []
    /// When the former process was last known to run; `nil` when there was none.
    package var aliveAt: WallInstant?

    package init() {}
}
