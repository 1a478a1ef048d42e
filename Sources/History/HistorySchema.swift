internal import GRDB

/// The tables, one migration per change. A migration that was released never changes.
enum HistorySchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1", foreignKeyChecks: .immediate) { db in
            try db.execute(
                sql: """
                    CREATE TABLE facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
                    -- body: JSON.
                    CREATE TABLE alerts (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
                    CREATE TABLE silences (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
                    -- at: milliseconds since the Unix epoch. The order is that of the ids.
                    CREATE TABLE events (
                        id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
                    CREATE TABLE rollback_ids (
                        cluster TEXT NOT NULL, member TEXT NOT NULL, id INTEGER NOT NULL, at INTEGER NOT NULL,
                        process_id TEXT, PRIMARY KEY (cluster, member)) STRICT, WITHOUT ROWID;
                    -- thinned_until: samples of earlier slots are one a minute.
                    CREATE TABLE lag_series (
                        id INTEGER PRIMARY KEY, cluster TEXT NOT NULL, node TEXT NOT NULL,
                        thinned_until INTEGER NOT NULL, UNIQUE (cluster, node)) STRICT;
                    -- slot: ten seconds, counted from the Unix epoch. lag_us: microseconds, NULL for not known.
                    CREATE TABLE lag_samples (
                        series INTEGER NOT NULL, slot INTEGER NOT NULL, offset_ms INTEGER NOT NULL, lag_us INTEGER,
                        PRIMARY KEY (series, slot)) STRICT, WITHOUT ROWID;
                    """)
        }
        return migrator
    }
}
