internal import GRDB
internal import ReplicationCore

extension HistoryDatabase {
    /// The amount that is kept.
    enum Keeping {
        static let events: Int64 = 10_000
        /// So many of the newest events stay, whatever their age.
        static let lastEvents: Int64 = 1_000
        /// In milliseconds: older events are deleted.
        static let eventAge: Int64 = 90 * 86_400_000
        /// For so many slots, every sample is kept; of older samples, one a minute.
        static let fineSlots = LagSlot.perDay
        /// Samples are deleted after so many slots.
        static let slots = 14 * LagSlot.perDay
        /// The most events that one call deletes.
        static let eventsAtOnce: Int64 = 2_000
        /// The most series that one call works on.
        static let seriesAtOnce = 24
        /// The most samples of a series that one call deletes for their age.
        static let samplesAtOnce: Int64 = 2_000
    }

    /// Deletes a part of what is too old or too many, in a limited amount of work; repeated calls delete the rest.
    /// `isSteady`: whether `wallNow` can be trusted.
    func thin(wallNow: WallInstant, isSteady: Bool) throws(HistoryFailure) {
        try write { db in
            try Self.thinEvents(wallNow: isSteady ? wallNow : nil, db)
            guard isSteady else { return }
            try Self.thinSamples(today: LagSlot(wallNow).number, db)
        }
    }

    private static func thinEvents(wallNow: WallInstant?, _ db: Database) throws {
        let cutoff = wallNow.map { max($0.milliseconds, .min + Keeping.eventAge) - Keeping.eventAge }
        try db.cachedStatement(
            sql: """
                DELETE FROM events WHERE id IN (SELECT id FROM events WHERE id <= (SELECT max(id) FROM events) - ?1
                OR (id <= (SELECT max(id) FROM events) - ?2 AND at < ?3) ORDER BY id LIMIT ?4)
                """
        ).execute(arguments: [Keeping.events, Keeping.lastEvents, cutoff, Keeping.eventsAtOnce])
    }

    /// Works on an hour of each series, beginning with the series that waited longest.
    private static func thinSamples(today: Int64, _ db: Database) throws {
        guard abs(today) < Int64.max / 2 else { return }
        let yesterday = (today - Keeping.fineSlots) / LagSlot.perMinute * LagSlot.perMinute
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id, thinned_until FROM lag_series WHERE thinned_until <= ?1 - ?2 OR thinned_until > ?1
                    ORDER BY thinned_until LIMIT ?3
                    """), arguments: [yesterday, LagSlot.perHour, Keeping.seriesAtOnce])
        for row in rows {
            guard let series = Int64.fromDatabaseValue(row["id"]),
                let thinnedUntil = Int64.fromDatabaseValue(row["thinned_until"])
            else { continue }
            try expire(series, today: today, db)
            try thin(series, from: min(thinnedUntil, yesterday), to: yesterday, db)
        }
        try db.cachedStatement(
            sql: """
                DELETE FROM lag_series WHERE thinned_until = ?
                AND NOT EXISTS (SELECT 1 FROM lag_samples WHERE series = lag_series.id)
                """
        ).execute(arguments: [yesterday])
    }

    /// Deletes samples that are older than fourteen days, and those that a wrong clock dated in the future.
    private static func expire(_ series: Int64, today: Int64, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                DELETE FROM lag_samples WHERE series = ?1 AND slot IN (
                SELECT slot FROM lag_samples WHERE series = ?1 AND (slot < ?2 OR slot > ?3) LIMIT ?4)
                """
        ).execute(
            arguments: [series, today - Keeping.slots, today + Keeping.fineSlots, Keeping.samplesAtOnce])
    }

    /// Keeps one sample a minute in the hour that begins with the first sample not yet thinned: the last with a known
    /// lag, else the last. A minute without samples stays without.
    private static func thin(_ series: Int64, from: Int64, to yesterday: Int64, _ db: Database) throws {
        let first = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT min(slot) AS slot FROM lag_samples WHERE series = ? AND slot >= ?"),
            arguments: [series, from]
        ).flatMap { Int64.fromDatabaseValue($0["slot"]) }
        let start = min(max(from, first ?? yesterday), yesterday) / LagSlot.perMinute * LagSlot.perMinute
        let end = min(start + LagSlot.perHour, yesterday)
        try db.cachedStatement(
            sql: """
                DELETE FROM lag_samples WHERE series = ?1 AND slot >= ?2 AND slot < ?3 AND slot NOT IN (
                SELECT coalesce(max(CASE WHEN lag_us IS NOT NULL THEN slot END), max(slot)) FROM lag_samples
                WHERE series = ?1 AND slot >= ?2 AND slot < ?3 GROUP BY slot / \(LagSlot.perMinute))
                """
        ).execute(arguments: [series, start, end])
        try db.cachedStatement(sql: "UPDATE lag_series SET thinned_until = ? WHERE id = ?")
            .execute(arguments: [end, series])
    }
}
