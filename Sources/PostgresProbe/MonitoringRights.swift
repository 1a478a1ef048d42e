import PostgresReplication

/// The rights of the monitoring role beyond those of a plain login role
/// (<https://www.postgresql.org/docs/current/predefined-roles.html>).
struct MonitoringRights {
    /// `pg_read_all_stats`.
    var statistics: Bool
    /// `pg_read_all_settings`.
    var settings: Bool
    /// The right to call `pg_ls_waldir()`: of the predefined roles only `pg_monitor` has it.
    var walDirectory: Bool

    /// The grants that are missing: one predefined role where it suffices, or `pg_monitor` where more than one is
    /// missing.
    var missing: [MissingPrivilege] {
        let hidden = [
            statistics
                ? []
                : [
                    "the state of WAL senders and receivers", "why replay waits and for whom",
                    "commits that wait for a synchronous standby", "how many sessions are free",
                ],
            settings ? [] : ["the upstream in a standby's primary_conninfo"],
            walDirectory ? [] : ["the oldest WAL file", "the size of pg_wal"],
        ]
        let hides = hidden.flatMap(\.self)
        switch (statistics, settings, walDirectory) {
        case (true, true, true): return []
        case (false, true, true): return [MissingPrivilege("pg_read_all_stats", hides: hides)]
        case (true, false, true): return [MissingPrivilege("pg_read_all_settings", hides: hides)]
        default: return [MissingPrivilege("pg_monitor", hides: hides)]
        }
    }
}
