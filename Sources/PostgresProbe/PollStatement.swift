import PostgresReplication

/// The one statement of a poll, for one version of the server.
///
/// It returns rows of several kinds in one shape: the kind, then the kind's values as text, in the order in which
/// `PostgresReadingDecoder` reads them. It is planned once per connection: planning takes 2 ms, running 0.3 ms, and
/// 1 ms with the slow rows.
///
/// No part of it fails in either role or for lack of a privilege. The role is read once; a function that one role
/// refuses stands under a `CASE` on it, and a subquery under a `CASE` runs only when it is reached. Columns by version,
/// from the release notes (<https://www.postgresql.org/docs/release/>): 11 `sender_host`, `sender_port`; 12
/// `reply_time`; 13 `flushed_lsn` in place of `received_lsn`, `written_lsn`, `wal_status`, `safe_wal_size`; 14
/// `pg_get_wal_replay_pause_state()`; 16 `confl_active_logicalslot`, `conflicting`; 17 `inactive_since`,
/// `invalidation_reason`, `failover`, `synced`.
struct PollStatement {
    /// The oldest `server_version_num` that has these views and functions under these names.
    static let oldestVersion = 100_000

    /// The values of the widest kind of row; shorter ones are filled up with NULL.
    private static let width = 16

    let version: Int

    /// The text for a server of this `server_version_num`; with or without the slow rows (`InventoryStatement`).
    static func text(serverVersion: Int, withInventory: Bool) -> String {
        let statement = PollStatement(version: serverVersion)
        var rows = [
            statement.server, settings, statement.walSenders, statement.walReceiver, statement.slots, archiver,
            sessions, blockingSession, oldestSnapshot, statement.conflicts,
        ]
        if withInventory { rows.append(InventoryStatement.row) }
        return common + "\n" + rows.joined(separator: "\nUNION ALL\n")
    }

    /// Both are used more than once, so that the server computes each once and keeps it for the statement.
    private static let common = """
        WITH role AS (SELECT pg_is_in_recovery() AS in_recovery),
        activity AS (
            SELECT pid, backend_type, state, usename, application_name, wait_event_type, wait_event, xact_start,
                state_change, backend_xmin
            FROM pg_stat_activity)
        """

    /// A row of this kind: `SELECT 'kind', values…`, to be followed by `FROM`.
    static func select(_ kind: String, _ values: [String]) -> String {
        let filling = Array(repeating: "NULL", count: max(0, width - values.count))
        return "SELECT '\(kind)', " + (values + filling).joined(separator: ", ")
    }

    /// A timestamp as whole milliseconds since 1970, independent of `DateStyle` and `TimeZone`.
    static func milliseconds(_ timestamp: String) -> String {
        "(extract(epoch FROM \(timestamp)) * 1000)::int8::text"
    }

    /// An interval as whole microseconds.
    static func microseconds(_ interval: String) -> String {
        "(extract(epoch FROM \(interval)) * 1000000)::int8::text"
    }

    /// Whether the monitoring role has the rights of a predefined role.
    static func has(_ role: String) -> String {
        "pg_has_role('\(role)', 'USAGE')"
    }

    /// Whether it may list `pg_wal`.
    static let mayListWAL = "has_function_privilege('pg_catalog.pg_ls_waldir()', 'EXECUTE')"

    // Replay is read before receive: replay never passes what was received, so the difference is not negative.
    private var server: String {
        Self.select(
            "server",
            [
                "in_recovery::text",
                "(SELECT system_identifier FROM pg_control_system())::text",
                Self.milliseconds("pg_postmaster_start_time()"),
                Self.milliseconds("clock_timestamp()"),
                "\(Self.has("pg_read_all_stats"))::text",
                "\(Self.has("pg_read_all_settings"))::text",
                "\(Self.mayListWAL)::text",
                "CASE WHEN NOT in_recovery THEN pg_current_wal_lsn()::text END",
                "CASE WHEN NOT in_recovery THEN left(pg_walfile_name(pg_current_wal_lsn()), 8) END",
                "CASE WHEN in_recovery THEN pg_last_wal_replay_lsn()::text END",
                "CASE WHEN in_recovery THEN pg_last_wal_receive_lsn()::text END",
                "CASE WHEN in_recovery THEN \(Self.milliseconds("pg_last_xact_replay_timestamp()")) END",
                "CASE WHEN in_recovery THEN \(pauseState) END",
            ]) + "\nFROM role"
    }

    /// Before 14 there is only "asked to pause or paused", and it is shown as paused.
    private var pauseState: String {
        version >= 140_000
            ? "pg_get_wal_replay_pause_state()"
            : "CASE WHEN pg_is_wal_replay_paused() THEN 'paused' ELSE 'not paused' END"
    }

    /// Every role may call `current_setting` for each; it is NULL where the version has no such setting.
    private static let settings = select(
        "settings",
        [
            ["wal_receiver_timeout", "wal_receiver_status_interval", "wal_sender_timeout", "recovery_min_apply_delay"],
            ParitySetting.allCases.map(\.rawValue),
            ["superuser_reserved_connections", "reserved_connections"],
            ["synchronous_standby_names", "synchronous_commit", "hot_standby_feedback"],
        ].flatMap(\.self).map { "current_setting('\($0)', true)" }
            + ["max_slot_wal_keep_size", "wal_segment_size"].map {
                "pg_size_bytes(current_setting('\($0)', true))::text"
            })
}
