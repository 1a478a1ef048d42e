internal import ReplicationCore

/// Since when a member's initial sync has copied nothing more.
struct InitialSyncHistory: Sendable, Hashable {
    private var copiedBytes: Int64?
    private(set) var stoodStillSince: MonotonicInstant?

    mutating func record(_ reading: MongoReading, at completed: MonotonicInstant) {
        guard let sync = reading.status?.initialSync, sync.endedAt == nil, let copied = sync.copiedBytes else {
            self = InitialSyncHistory()
            return
        }
        guard copied != copiedBytes || stoodStillSince == nil else { return }
        (copiedBytes, stoodStillSince) = (copied, completed)
    }
}
