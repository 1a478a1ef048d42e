internal import Replication

/// The commands replmon sends, as BSON: nothing else ever goes to a member.
enum MongoCommand {
    static let hello = BSONBuilder(["hello": .int32(1)]).bytes
    /// `hello` of servers before 4.4.2.
    static let legacyHello = BSONBuilder(["isMaster": .int32(1)]).bytes

    /// `hello` that the server answers when its topology version has moved on, or after `wait` (4.4 on).
    /// <https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-monitoring.md>
    static func awaitHello(after topologyVersion: BSONDocument, wait: Duration) -> [UInt8] {
        BSONBuilder([
            "hello": .int32(1), "topologyVersion": .document(topologyVersion),
            "maxAwaitTimeMS": .int64(wait.wholeMilliseconds),
        ]).bytes
    }

    /// `replSetGetStatus`; the server gives up after `limit` too, so that an abandoned call does not pile up there.
    static func status(limit: Duration) -> [UInt8] {
        limited("replSetGetStatus", limit)
    }

    static func config(limit: Duration) -> [UInt8] {
        limited("replSetGetConfig", limit)
    }

    private static func limited(_ name: String, _ limit: Duration) -> [UInt8] {
        BSONBuilder([name: .int32(1), "maxTimeMS": .int64(max(1, limit.wholeMilliseconds))]).bytes
    }
}
