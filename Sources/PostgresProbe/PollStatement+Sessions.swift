/// The columns that read `pg_stat_activity`. Without `pg_read_all_stats` its rows show little more than their process.
extension PollStatement {
    static let sessions =
        select(
            "sessions",
            [
                "count(*) FILTER (WHERE backend_type = 'client backend')::text",
                "count(*) FILTER (WHERE wait_event = 'SyncRep')::text",
                microseconds("max(clock_timestamp() - state_change) FILTER (WHERE wait_event = 'SyncRep')"),
                "max(wait_event_type) FILTER (WHERE backend_type = 'startup')",
                "max(wait_event) FILTER (WHERE backend_type = 'startup')",
            ]) + "\nFROM activity"

    /// The session that replay waits for. When replay waits for a lock, `pg_locks` shows a session that holds it:
    /// `pg_blocking_pids()` does not include the startup process. Otherwise the server does not show the session, and
    /// it is most likely the one with the oldest snapshot, then the oldest transaction.
    ///
    /// `pg_locks` may have many thousands of rows, so it is read once (`locks`, used twice, is kept), only when replay
    /// waits for a lock, and compared row by row with the lock that replay waits for.
    static let blockingSession =
        select("blocking_session", session) + """

            FROM (
                SELECT a.*
                FROM activity AS startup, activity AS a
                WHERE startup.backend_type = 'startup' AND a.pid NOT IN (pg_backend_pid(), startup.pid) AND CASE
                    WHEN startup.wait_event_type = 'Lock' THEN a.pid IN (
                        WITH locks AS (SELECT locktype, database, relation, pid, granted FROM pg_locks)
                        SELECT pid
                        FROM locks
                        WHERE granted AND (locktype, database, relation) = (
                            SELECT locktype, database, relation
                            FROM locks
                            WHERE NOT granted
                                AND pid = (SELECT pid FROM activity WHERE backend_type = 'startup' LIMIT 1)
                            LIMIT 1))
                    WHEN startup.wait_event LIKE 'RecoveryConflict%' OR startup.wait_event = 'BufferPin'
                        THEN a.backend_type = 'client backend' AND a.xact_start IS NOT NULL
                    END
                ORDER BY age(a.backend_xmin) DESC NULLS LAST, a.xact_start
                LIMIT 1) AS a
            """

    /// The poll's own session is left out, because it holds a snapshot.
    static let oldestSnapshot =
        select("oldest_snapshot", session + ["age(backend_xmin)::text"]) + """

            FROM (
                SELECT *
                FROM activity
                WHERE (SELECT in_recovery FROM role) AND backend_type = 'client backend'
                    AND backend_xmin IS NOT NULL AND pid <> pg_backend_pid()
                ORDER BY age(backend_xmin) DESC, xact_start
                LIMIT 1) AS a
            """

    private static let session = [
        "pid::text", "state", "usename::text", "application_name", microseconds("clock_timestamp() - xact_start"),
    ]

    /// All NULL on a primary.
    var conflicts: String {
        let kinds =
            ["tablespace", "lock", "snapshot", "bufferpin", "deadlock"]
            + (version >= 160_000 ? ["active_logicalslot"] : [])
        return Self.select("conflicts", kinds.map { "sum(confl_\($0))::text" })
            + "\nFROM pg_stat_database_conflicts\nWHERE (SELECT in_recovery FROM role)"
    }
}
