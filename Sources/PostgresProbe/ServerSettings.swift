import PostgresReplication
import ReplicationCore

/// The `settings` row.
struct ServerSettings {
    var reading = PostgresReading.Settings()
    /// Sessions of `max_connections` that are reserved for other roles.
    private var reserved = 0

    /// `synchronous_standby_names` longer than this is not kept: a truncated list would have another meaning.
    private static let longestList = 16_384

    init() {}

    init(_ row: consuming PollRow) throws(ProbeFailure) {
        reading.walReceiverTimeout = try row.setting("wal_receiver_timeout", .milliseconds)
        reading.walReceiverStatusInterval = try row.setting("wal_receiver_status_interval", .seconds)
        reading.walSenderTimeout = try row.setting("wal_sender_timeout", .milliseconds)
        reading.recoveryMinApplyDelay = try row.setting("recovery_min_apply_delay", .milliseconds)
        for setting in ParitySetting.allCases {
            let value: Int32? = try row.integer(setting.rawValue)
            reading.parity[setting] = value.map(Int.init)
        }
        for setting in ["superuser_reserved_connections", "reserved_connections"] {
            let value: Int32? = try row.integer(setting)
            reserved += value.map(Int.init) ?? 0
        }
        reading.synchronousStandbyNames = try row.optional("synchronous_standby_names") { $0 }
            .flatMap { $0.utf8.count > Self.longestList ? nil : $0 }
        reading.synchronousCommit = try row.name("synchronous_commit")
        reading.hotStandbyFeedback = try row.flag("hot_standby_feedback")
        // -1 stands for any amount.
        let keptBytes: Int64? = try row.integer("max_slot_wal_keep_size")
        reading.maxSlotWALKeepBytes = keptBytes.flatMap(UInt64.init(exactly:))
        reading.walSegmentBytes = try row.integer("wal_segment_size")
    }

    /// The sessions and WAL senders that are free; `nil` where the number in use or the limit is not known.
    func sessions(_ counts: SessionCounts?, walSenders: Int, serverVersion: Int) -> PostgresSessions? {
        guard let counts, let sessionLimit = reading.parity[.maxConnections],
            let walSenderLimit = reading.parity[.maxWALSenders]
        else { return nil }
        // Before version 12 WAL senders count as sessions.
        let open = counts.clients + (serverVersion < 120_000 ? walSenders : 0)
        return PostgresSessions(
            clients: counts.clients, freeForClients: max(0, sessionLimit - reserved - open),
            freeWALSenders: max(0, walSenderLimit - walSenders), waitingForSync: counts.waitingForSync,
            longestSyncWait: counts.longestSyncWait)
    }
}
