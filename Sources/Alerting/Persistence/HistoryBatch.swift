package import ReplicationCore

/// Data for the history, written in one transaction. A part that is `nil` stays as it was.
package struct HistoryBatch: Hashable, Sendable {
    /// All alerts; stored ones that are not among them are deleted.
    package var alerts: [AlertMemory]?
    /// All silences; stored ones that are not among them are deleted.
    package var silences: [Silence]?
    /// Added to the stored events.
    package var events: [Event]
    /// Added to the stored samples.
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
        /// The process that reported it (`topologyVersion.processId`), where known.
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

    /// The same batch with these silences.
    package func with(silences: [Silence]) -> HistoryBatch {
        var batch = self
        batch.silences = silences
        return batch
    }
}
