import ReplicationCore

/// The `sessions` row.
struct SessionCounts {
    var clients: Int
    var waitingForSync: Int
    var longestSyncWait: Duration?
    var startupWaitEventType: String?
    var startupWaitEvent: String?

    init(_ row: consuming PollRow) throws(ProbeFailure) {
        clients = Int(try row.requiredInteger("clients") as Int32)
        waitingForSync = Int(try row.requiredInteger("waiting_for_sync") as Int32)
        longestSyncWait = try row.interval("longest_sync_wait")
        startupWaitEventType = try row.name("startup_wait_event_type")
        startupWaitEvent = try row.name("startup_wait_event")
    }
}
