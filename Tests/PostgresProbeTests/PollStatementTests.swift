import Testing

@testable import PostgresProbe

/// The statements for versions that no test server has. `PostgresReadingTests` polls real servers.
struct PollStatementTests {
    /// Names by the first version that has them, from the release notes
    /// (<https://www.postgresql.org/docs/release/>).
    private static let newer: [(version: Int, names: [String])] = [
        (11, ["sender_host", "sender_port"]),
        (12, ["reply_time"]),
        (13, ["flushed_lsn", "wal_status", "safe_wal_size"]),
        (14, ["pg_get_wal_replay_pause_state"]),
        (16, ["confl_active_logicalslot"]),
        (17, ["invalidation_reason", "inactive_since", "failover", "synced"]),
    ]

    @Test(arguments: 10...18)
    func noVersionIsAskedForWhatItDoesNotHave(_ version: Int) {
        for withInventory in [false, true] {
            let text = PollStatement.text(serverVersion: version * 10_000, withInventory: withInventory)
            for (since, names) in Self.newer {
                for name in names {
                    #expect(text.contains(name) == (version >= since), "\(name) on \(version)")
                }
            }
            #expect(text.contains("received_lsn") == (version < 13))
            #expect(text.contains("conflicting") == (version == 16))
            #expect(text.contains("pg_is_wal_replay_paused") == (version < 14))
            // Before version 12 it is a syntax error.
            #expect(!text.contains("MATERIALIZED"))
        }
    }

    @Test func slowRowsOnlyWhenAskedFor() {
        let quick = PollStatement.text(serverVersion: 150_000, withInventory: false)
        let slow = PollStatement.text(serverVersion: 150_000, withInventory: true)
        #expect(!quick.contains("pg_settings") && !quick.contains("ts_stat"))
        #expect(slow.hasPrefix(quick) && slow.contains("FROM pg_settings"))
    }
}
