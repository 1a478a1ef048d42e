package import ReplicationCore

/// The stored state that replmon finds when it starts.
package struct Remembered: Hashable, Sendable {
    package var alerts: [AlertMemory] = []
    package var silences: [Silence] = []
    package var rollbackIDs: [HistoryBatch.MemberRollbackID] = []
    /// When the former process was last known to run; `nil` when there was none.
    package var aliveAt: WallInstant?

    package init() {}
}
