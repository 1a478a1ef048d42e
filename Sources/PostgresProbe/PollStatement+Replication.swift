extension PollStatement {
    var walSenders: String {
        Self.select(
            "wal_sender",
            [
                "pid::text", "application_name", "host(client_addr)", "client_port::text", "state",
                "sent_lsn::text", "write_lsn::text", "flush_lsn::text", "replay_lsn::text",
                Self.microseconds("replay_lag"), "sync_state",
                version >= 120_000 ? Self.milliseconds("reply_time") : "NULL",
                "sync_priority::text", "backend_xmin::text", "age(backend_xmin)::text",
            ]) + "\nFROM pg_stat_replication"
    }

    var walReceiver: String {
        Self.select(
            "wal_receiver",
            [
                "pid::text", "status", "\(version >= 130_000 ? "flushed_lsn" : "received_lsn")::text",
                "received_tli::text", Self.milliseconds("last_msg_receipt_time"), "latest_end_lsn::text", "slot_name",
            ] + (version >= 110_000 ? ["sender_host", "sender_port::text"] : ["NULL", "NULL"])
                + (version >= 130_000 ? ["written_lsn::text"] : []))
            + "\nFROM pg_stat_wal_receiver"
    }

    var slots: String {
        Self.select(
            "slot",
            [
                "slot_name", "slot_type", "active::text", "active_pid::text", "restart_lsn::text",
                "temporary::text", "xmin::text", "age(xmin)::text", "age(catalog_xmin)::text",
            ]
                + (version >= 130_000 ? ["wal_status", "safe_wal_size::text"] : ["NULL", "NULL"])
                + [invalidation]
                + (version >= 170_000
                    ? [Self.milliseconds("inactive_since"), "failover::text", "synced::text"]
                    : ["NULL", "NULL", "NULL"]))
            + "\nFROM pg_replication_slots"
    }

    /// Version 16 reports logical slots only, and only that they conflict with replay.
    private var invalidation: String {
        switch version {
        case 170_000...: "invalidation_reason"
        case 160_000...: "CASE WHEN conflicting THEN 'conflicting' END"
        default: "NULL"
        }
    }

    /// Only where this server archives: a standby does with `archive_mode` `always`.
    static let archiver =
        select(
            "archiver",
            [
                "archived_count::text", "failed_count::text", milliseconds("last_archived_time"),
                milliseconds("last_failed_time"), "last_failed_wal",
            ]) + """

            FROM pg_stat_archiver
            WHERE current_setting('archive_mode') = 'always'
                OR current_setting('archive_mode') = 'on' AND NOT (SELECT in_recovery FROM role)
            """
}
