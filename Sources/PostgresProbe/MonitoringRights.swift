import PostgresReplication

/// What the monitoring role may see, of what a plain login role may not
/// (<https://www.postgresql.org/docs/current/predefined-roles.html>).
struct MonitoringRights {
    /// `pg_read_all_stats`.
    var statistics: Bool
    /// `pg_read_all_settings`.
    var settings: Bool
    /// To call `pg_ls_waldir()`: of the predefined roles only `pg_monitor` may.
    var walDirectory: Bool

    /// The grants that are missing: the part that suffices, or the whole where more is missing than one part gives.
    var missing: [MissingPrivilege] {
        let hidden = [
            statistics
                ? []
                : [
                    "the state of WAL senders and receivers", "why replay waits and for whom",
                    "commits that wait for a synchronous standby", "how many sessions are free",
                ],
            settings ? [] : ["which upstream a standby is told to follow"],
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
