internal import ReplicationCore

/// How far back a member's oplog reaches now.
struct OplogReach: Hashable, Sendable {
    /// From this share of `maxSize` on the oldest entries are cut off as new ones come; before, nothing is.
    static let fullShare = 0.95
    /// The slower facts are asked for every 30 seconds; older ones than this say nothing about now.
    static let oldestFacts = Duration.seconds(300)

    /// The oldest entry, moved on by the estimate of the cuts since it was read.
    var earliest: WallInstant
    /// `nil` where the server does not show it: whether anything is cut off is not known then.
    var isFull: Bool?
    /// 0 to 1, as last shown.
    var fill: Double?

    /// - Parameter age: Of the facts.
    init?(_ server: MongoServerStatus, history: OplogHistory, age: Duration) {
        guard let oldest = server.oplogEarliest, !oldest.isNull else { return nil }
        fill = Self.fill(server) ?? history.fill
        isFull = history.wasCut ? true : fill.map { $0 >= Self.fullShare }
        earliest = oldest.second
        guard isFull == true, let pace = history.cuttingPerSecond(at: server.observedAt) else { return }
        let cut = min(pace, 1e6) * max(0, min(age, Self.oldestFacts).seconds)
        earliest.milliseconds += Int64(cut * 1000)
    }

    static func fill(_ server: MongoServerStatus) -> Double? {
        guard let bytes = server.oplogBytes, let most = server.oplogMaxBytes, bytes >= 0, most > 0 else { return nil }
        return min(1, Double(bytes) / Double(most))
    }
}
