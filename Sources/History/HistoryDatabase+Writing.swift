internal import Alerting
internal import Foundation
internal import GRDB
internal import ReplicationCore

extension HistoryDatabase {
    /// Writes a whole batch, or nothing.
    func write(_ batch: HistoryBatch) throws(HistoryFailure) {
        let encoder = JSONEncoder()
        try write { db in
            // Always writes something: otherwise an empty batch would succeed on a full disk.
            try db.cachedStatement(sql: "INSERT OR REPLACE INTO facts VALUES ('written', 1)").execute()
            if let alerts = batch.alerts { try Self.replace("alerts", with: alerts, encoder, db) }
            if let silences = batch.silences { try Self.replace("silences", with: silences, encoder, db) }
            if let identifiers = batch.rollbackIDs { try Self.replace(identifiers, db) }
            try Self.add(batch.events, encoder, db)
            try Self.add(batch.lagSamples, db)
            if let aliveAt = batch.aliveAt {
                try db.cachedStatement(sql: "INSERT OR REPLACE INTO facts VALUES ('alive_at', ?)")
                    .execute(arguments: [aliveAt.milliseconds])
            }
        }
    }

    /// `table`: has an `id` and a `body`.
    private static func replace(
        _ table: String, with items: [some Encodable], _ encoder: JSONEncoder, _ db: Database
    ) throws {
        try db.cachedStatement(sql: "DELETE FROM \(table)").execute()
        let insert = try db.cachedStatement(sql: "INSERT INTO \(table) (id, body) VALUES (?, ?)")
        for (number, item) in items.enumerated() {
            try insert.execute(arguments: [number, text(item, encoder)])
        }
    }

    private static func replace(_ identifiers: [HistoryBatch.MemberRollbackID], _ db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM rollback_ids").execute()
        let insert = try db.cachedStatement(sql: "INSERT OR REPLACE INTO rollback_ids VALUES (?, ?, ?, ?, ?)")
        for item in identifiers {
            try insert.execute(
                arguments: [item.cluster, item.member, item.id, item.at.milliseconds, item.processID])
        }
    }

    private static func add(_ events: [Event], _ encoder: JSONEncoder, _ db: Database) throws {
        let insert = try db.cachedStatement(sql: "INSERT INTO events (at, body) VALUES (?, ?)")
        for event in events {
            try insert.execute(arguments: [event.at.milliseconds, text(event, encoder)])
        }
    }

    /// Of several samples in one slot, the last with a known lag is kept.
    private static func add(_ samples: [LagSample], _ db: Database) throws {
        let series = try db.cachedStatement(
            sql: "INSERT INTO lag_series (cluster, node, thinned_until) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO lag_samples SELECT id, ?, ?, ? FROM lag_series WHERE cluster = ? AND node = ?
                ON CONFLICT DO UPDATE SET offset_ms = excluded.offset_ms, lag_us = excluded.lag_us
                WHERE excluded.lag_us IS NOT NULL OR lag_us IS NULL
                """)
        var known: Set<[String]> = []
        for sample in samples {
            let slot = LagSlot(sample.at)
            if known.insert([sample.cluster, sample.node]).inserted {
                try series.execute(arguments: [sample.cluster, sample.node, slot.number])
            }
            try insert.execute(
                arguments: [
                    slot.number, slot.offset, sample.lag.map { $0.wholeNanoseconds / 1_000 }, sample.cluster,
                    sample.node,
                ])
        }
    }

    private static func text(_ item: some Encodable, _ encoder: JSONEncoder) throws -> String {
        String(decoding: try encoder.encode(item), as: UTF8.self)
    }
}
