internal import Alerting
internal import Foundation
internal import GRDB
internal import ReplicationCore

extension HistoryDatabase {
    /// The data that a restart continues with. Rows that this release cannot decode are left out.
    func remembered() throws(HistoryFailure) -> Remembered {
        try read { db in
            var remembered = Remembered()
            remembered.alerts = try Self.items(db, "SELECT body FROM alerts ORDER BY id")
            remembered.silences = try Self.items(db, "SELECT body FROM silences ORDER BY id")
            remembered.rollbackIDs = try Self.rollbackIDs(db)
            remembered.aliveAt = try Row.fetchOne(db, sql: "SELECT value FROM facts WHERE name = 'alive_at'")
                .flatMap { $0.integer("value") }.map { WallInstant(milliseconds: $0) }
            return remembered
        }
    }

    /// The newest events since an instant, in the order in which they were recorded.
    func events(since: WallInstant?, limit: Int) throws(HistoryFailure) -> [Event] {
        try read { db in
            try Self.items(
                db,
                """
                SELECT body FROM (SELECT id, body FROM events WHERE at >= ? ORDER BY id DESC LIMIT ?) ORDER BY id
                """, [since?.milliseconds ?? .min, max(0, limit)])
        }
    }

    /// The samples of a node since an instant, by time.
    func lagSamples(cluster: String, node: String, since: WallInstant) throws(HistoryFailure) -> [LagSample] {
        try read { db in
            let rows = try Row.fetchCursor(
                db.cachedStatement(
                    sql: """
                        SELECT slot, offset_ms, lag_us FROM lag_samples
                        WHERE series = (SELECT id FROM lag_series WHERE cluster = ? AND node = ?) AND slot >= ?
                        ORDER BY slot
                        """), arguments: [cluster, node, LagSlot(since).number])
            var samples: [LagSample] = []
            while let row = try rows.next() {
                guard let slot = row.integer("slot"), let offset = row.integer("offset_ms") else { continue }
                let at = LagSlot.instant(number: slot, offset: offset)
                let lag = row.integer("lag_us").map { Duration.microseconds($0) }
                samples.append(LagSample(cluster: cluster, node: node, at: at, lag: lag))
            }
            return samples.filter { $0.at >= since }
        }
    }

    private static func rollbackIDs(_ db: Database) throws -> [HistoryBatch.MemberRollbackID] {
        try Row.fetchAll(db, sql: "SELECT cluster, member, id, at, process_id FROM rollback_ids").compactMap { row in
            guard let cluster = row.text("cluster"), let member = row.text("member"), let id = row.integer("id"),
                let at = row.integer("at")
            else { return nil }
            return HistoryBatch.MemberRollbackID(
                cluster: cluster, member: member, id: id, at: WallInstant(milliseconds: at),
                processID: row.text("process_id"))
        }
    }

    private static func items<Item: Decodable>(
        _ db: Database, _ sql: String, _ arguments: StatementArguments = []
    ) throws -> [Item] {
        let decoder = JSONDecoder()
        let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments)
        var items: [Item] = []
        while let row = try rows.next() {
            guard let body = row.text("body") else { continue }
            if let item = try? decoder.decode(Item.self, from: Data(body.utf8)) { items.append(item) }
        }
        return items
    }
}

extension Row {
    /// `nil` for anything but a number; GRDB's typed subscript would end the process.
    fileprivate func integer(_ column: String) -> Int64? {
        (self[column] as DatabaseValue?).flatMap { Int64.fromDatabaseValue($0) }
    }

    /// `nil` for anything but text.
    fileprivate func text(_ column: String) -> String? {
        (self[column] as DatabaseValue?).flatMap { String.fromDatabaseValue($0) }
    }
}
