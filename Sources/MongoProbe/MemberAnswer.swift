internal import MongoReplication

/// What one poll brought, and what the watch needs to go on from there.
struct MemberAnswer: Sendable {
    var reading: MongoReading
    /// `nil` before 4.4.
    var topologyVersion: BSONDocument?
}
