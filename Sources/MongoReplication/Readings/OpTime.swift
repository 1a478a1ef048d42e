internal import ReplicationCore

/// A position in a MongoDB replica set's oplog: a timestamp and the election term it was written in.
///
/// Ordered by term, then timestamp, as the server orders them (protocol version 1; term -1 under the old protocol 0
/// sorts first). <https://www.mongodb.com/docs/manual/reference/command/replSetGetStatus/>
package struct OpTime: Hashable, Sendable, Comparable {
    /// Seconds since the Unix epoch: the high half of the BSON timestamp.
    package var seconds: UInt32
    /// Ordinal within the second: the low half of the BSON timestamp.
    package var increment: UInt32
    /// The election term, -1 where the server has none.
    package var term: Int64

    package init(seconds: UInt32, increment: UInt32, term: Int64) {
        self.seconds = seconds
        self.increment = increment
        self.term = term
    }

    /// The null optime of a member that has no data or is down; never a position to compute a lag from.
    package var isNull: Bool { seconds == 0 }

    package static func < (left: OpTime, right: OpTime) -> Bool {
        (left.term, left.seconds, left.increment) < (right.term, right.seconds, right.increment)
    }
}

extension OpTime: CustomStringConvertible {
    package var description: String { "\(seconds):\(increment) t\(term)" }
}
