internal import MongoReplication

/// The result of one poll, and the topology version from which the watch goes on.
struct MemberAnswer: Sendable {
    var reading: MongoReading
    /// `nil` before 4.4.
    var topologyVersion: BSONDocument?
}
