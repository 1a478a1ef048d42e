package import ReplicationCore

/// The values that one poll of a PostgreSQL server returned, from one round trip.
///
/// A value is `nil` when the server has none (or the role may not see it: then `missingPrivileges` says so); never
/// zero in place of "don't know". Times are the server's own clock and are only ever compared with `serverTime`.
package struct PostgresReading: Hashable, Sendable {
    /// `server_version_num`: 150018 for 15.18.
    package var serverVersion: Int
    /// `pg_control_system().system_identifier`: equal on every node of one cluster.
    package var systemIdentifier: UInt64?
    /// When this postmaster started, by its own clock.
    package var startedAt: WallInstant?
    /// `clock_timestamp()` of the server when it answered.
    package var serverTime: WallInstant
    /// Primary or standby, with what only that role has.
    package var role: Role
    /// One row per connected WAL sender (`pg_stat_replication`); a cascading standby has them too.
    package var walSenders: [WALSender]
    /// `pg_replication_slots`.
    package var slots: [ReplicationSlot]
    /// Settings that limits are derived from.
    package var settings: Settings
    /// Its sessions, counted; `nil` where not visible.
    package var sessions: PostgresSessions? = nil
    /// `pg_stat_archiver`, where archiving is switched on for this server's role.
    package var archiver: WALArchiver? = nil
    /// The facts that change slowly and are asked for less often; the last that was seen, `nil` before.
    package var inventory: PostgresInventory? = nil
    /// Why the inventory was not read when it was last asked for; `nil` when it was.
    package var inventoryFailure: ProbeFailure? = nil
    /// Proof of the timeline, from a replication connection; `nil` when the role may not make one.
    package var timelineProof: TimelineProof? = nil
    /// Whether the postmaster still answers new connections; `nil` while it was not asked.
    package var postmasterCheck: PostmasterCheck? = nil
    /// The values that the monitoring role may not see, by the grant that would show them.
    package var missingPrivileges: [MissingPrivilege]

    /// The two roles of `pg_is_in_recovery()`.
    package indirect enum Role: Hashable, Sendable {
        case primary(Primary)
        case standby(Standby)
    }

    /// The part that only a server out of recovery has.
    package struct Primary: Hashable, Sendable {
        /// `pg_current_wal_lsn()`: the end of what was written.
        package var currentLSN: LSN
        /// The timeline of that position (first part of `pg_walfile_name`).
        package var timeline: UInt32

        package init(currentLSN: LSN, timeline: UInt32) {
            self.currentLSN = currentLSN
            self.timeline = timeline
        }
    }

    /// The part that only a server in recovery has.
    package struct Standby: Hashable, Sendable {
        /// `pg_last_wal_receive_lsn()`: `nil` when it never streamed since it started.
        package var receiveLSN: LSN?
        /// `pg_last_wal_replay_lsn()`.
        package var replayLSN: LSN?
        /// `pg_last_xact_replay_timestamp()`, the upstream's clock: shown, never used as the verdict.
        package var lastReplayedTransactionAt: WallInstant?
        /// `pg_get_wal_replay_pause_state()`.
        package var pauseState: PauseState
        /// The row of `pg_stat_wal_receiver`, when a WAL receiver runs.
        package var walReceiver: WALReceiver?
        /// `wait_event` of the startup process: why replay waits.
        package var startupWaitEvent: WaitEvent?
        /// `wait_event_type` of the startup process: whether it waits for a lock (`Lock`, `BufferPin`).
        package var startupWaitEventType: WaitEvent.Class? = nil
        /// The session that replay most likely waits for, while it waits for one.
        package var blockingSession: BlockingSession? = nil
        /// Queries cancelled for the sake of replay since the statistics began, all databases together.
        package var recoveryConflicts: RecoveryConflicts? = nil
        /// The age in transactions of the oldest snapshot held on this standby; `nil` when there is none.
        package var oldestSnapshot: OldestSnapshot? = nil

        package init(
            receiveLSN: LSN?, replayLSN: LSN?, lastReplayedTransactionAt: WallInstant?, pauseState: PauseState,
            walReceiver: WALReceiver?, startupWaitEvent: WaitEvent?
        ) {
            self.receiveLSN = receiveLSN
            self.replayLSN = replayLSN
            self.lastReplayedTransactionAt = lastReplayedTransactionAt
            self.pauseState = pauseState
            self.walReceiver = walReceiver
            self.startupWaitEvent = startupWaitEvent
        }
    }

    /// `pg_get_wal_replay_pause_state()` of version 14 on; before it only "requested" is known.
    package enum PauseState: String, Hashable, Sendable, CaseIterable {
        case notPaused = "not paused"
        case pauseRequested = "pause requested"
        case paused = "paused"
    }

    /// The settings that a link's limits derive from; `nil` where not visible.
    package struct Settings: Hashable, Sendable {
        /// `wal_receiver_timeout`; zero disables it.
        package var walReceiverTimeout: Duration?
        /// `wal_receiver_status_interval`; zero disables it.
        package var walReceiverStatusInterval: Duration?
        /// `wal_sender_timeout`; zero disables it.
        package var walSenderTimeout: Duration?
        /// `recovery_min_apply_delay`.
        package var recoveryMinApplyDelay: Duration?
        /// The five settings of which a standby must have at least as much as its primary; empty where not read.
        package var parity: [ParitySetting: Int] = [:]
        /// `synchronous_standby_names` as it stands; empty when replication is asynchronous.
        package var synchronousStandbyNames: String? = nil
        /// `synchronous_commit` of new sessions: `off`, `local`, `remote_write`, `on`, `remote_apply`.
        package var synchronousCommit: String? = nil
        /// `hot_standby_feedback`.
        package var hotStandbyFeedback: Bool? = nil
        /// `max_slot_wal_keep_size` in bytes; `nil` when slots may keep any amount.
        package var maxSlotWALKeepBytes: UInt64? = nil
        /// `wal_segment_size` in bytes.
        package var walSegmentBytes: UInt64? = nil

        package init(
            walReceiverTimeout: Duration? = nil, walReceiverStatusInterval: Duration? = nil,
            walSenderTimeout: Duration? = nil, recoveryMinApplyDelay: Duration? = nil
        ) {
            self.walReceiverTimeout = walReceiverTimeout
            self.walReceiverStatusInterval = walReceiverStatusInterval
            self.walSenderTimeout = walSenderTimeout
            self.recoveryMinApplyDelay = recoveryMinApplyDelay
        }
    }

    package init(
        serverVersion: Int, systemIdentifier: UInt64?, startedAt: WallInstant?, serverTime: WallInstant, role: Role,
        walSenders: [WALSender] = [], slots: [ReplicationSlot] = [], settings: Settings = Settings(),
        missingPrivileges: [MissingPrivilege] = []
    ) {
        self.serverVersion = serverVersion
        self.systemIdentifier = systemIdentifier
        self.startedAt = startedAt
        self.serverTime = serverTime
        self.role = role
        self.walSenders = walSenders
        self.slots = slots
        self.settings = settings
        self.missingPrivileges = missingPrivileges
    }
}
