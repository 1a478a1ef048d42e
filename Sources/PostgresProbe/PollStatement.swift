/// The one statement of a poll, for one version of the server.
///
/// It returns rows of several kinds in one shape, 13 columns of text: the kind, then the kind's values in the order in
/// which `PostgresReadingDecoder` reads them. It is planned once per connection: planning takes 1.3 ms, running 0.2 ms.
///
/// No function is called that fails in the server's role: the role is asked once, every use is under a `CASE`, and a
/// subquery under a `CASE` runs only when it is reached. Columns by version:
/// <https://www.postgresql.org/docs/release/11.0/> `sender_host`, `sender_port`; 12 `reply_time`; 13 `flushed_lsn`
/// in place of `received_lsn`, `wal_status`, `safe_wal_size`; 14 `pg_get_wal_replay_pause_state()`.
struct PollStatement {
    /// The oldest `server_version_num` that has these views and functions under these names.
    static let oldestVersion = 100_000

    /// The text for a server of this `server_version_num`.
    static func text(serverVersion version: Int) -> String {
        [server(version), settings, walSenders(version), walReceiver(version), slots(version)]
            .joined(separator: "\nUNION ALL\n")
    }

    // Replay is read before receive: replay never passes what was received, so the difference is not negative.
    private static func server(_ version: Int) -> String {
        """
        SELECT 'server', r.in_recovery::text,
            (SELECT system_identifier FROM pg_control_system())::text,
            \(milliseconds("pg_postmaster_start_time()")),
            \(milliseconds("clock_timestamp()")),
            pg_has_role('pg_read_all_stats', 'USAGE')::text,
            CASE WHEN NOT r.in_recovery THEN pg_current_wal_lsn()::text END,
            CASE WHEN NOT r.in_recovery THEN left(pg_walfile_name(pg_current_wal_lsn()), 8) END,
            CASE WHEN r.in_recovery THEN pg_last_wal_replay_lsn()::text END,
            CASE WHEN r.in_recovery THEN pg_last_wal_receive_lsn()::text END,
            CASE WHEN r.in_recovery THEN \(milliseconds("pg_last_xact_replay_timestamp()")) END,
            CASE WHEN r.in_recovery THEN \(pauseState(version)) END,
            CASE WHEN r.in_recovery
                THEN (SELECT wait_event FROM pg_stat_activity WHERE backend_type = 'startup' LIMIT 1) END
        FROM (SELECT pg_is_in_recovery() AS in_recovery OFFSET 0) AS r
        """
    }

    private static let settings = """
        SELECT 'settings', current_setting('wal_receiver_timeout', true),
            current_setting('wal_receiver_status_interval', true), current_setting('wal_sender_timeout', true),
            current_setting('recovery_min_apply_delay', true), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
        """

    private static func walSenders(_ version: Int) -> String {
        """
        SELECT 'wal_sender', pid::text, application_name, host(client_addr), client_port::text, state,
            sent_lsn::text, write_lsn::text, flush_lsn::text, replay_lsn::text,
            (extract(epoch FROM replay_lag) * 1000000)::int8::text, sync_state,
            \(version >= 120_000 ? milliseconds("reply_time") : "NULL")
        FROM pg_stat_replication
        """
    }

    private static func walReceiver(_ version: Int) -> String {
        """
        SELECT 'wal_receiver', pid::text, status, \(version >= 130_000 ? "flushed_lsn" : "received_lsn")::text,
            received_tli::text, \(milliseconds("last_msg_receipt_time")), latest_end_lsn::text, slot_name,
            \(version >= 110_000 ? "sender_host, sender_port::text" : "NULL, NULL"), NULL, NULL, NULL
        FROM pg_stat_wal_receiver
        """
    }

    private static func slots(_ version: Int) -> String {
        """
        SELECT 'slot', slot_name, slot_type, active::text, active_pid::text, restart_lsn::text,
            \(version >= 130_000 ? "wal_status, safe_wal_size::text" : "NULL, NULL"), NULL, NULL, NULL, NULL, NULL
        FROM pg_replication_slots
        """
    }

    /// Before 14 there is only "asked to pause or paused", and it is shown as paused.
    private static func pauseState(_ version: Int) -> String {
        version >= 140_000
            ? "pg_get_wal_replay_pause_state()"
            : "CASE WHEN pg_is_wal_replay_paused() THEN 'paused' ELSE 'not paused' END"
    }

    /// A timestamp as whole milliseconds since 1970, independent of `DateStyle` and `TimeZone`.
    private static func milliseconds(_ timestamp: String) -> String {
        "(extract(epoch FROM \(timestamp)) * 1000)::int8::text"
    }
}
