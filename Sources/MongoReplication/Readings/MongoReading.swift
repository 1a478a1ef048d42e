package import ReplicationCore

/// The replies to one poll of a MongoDB replica set member.
///
/// `hello` needs no credentials and is always there; the rest is `nil` for arbiters (never authenticated to) and
/// when the server refuses it, with the reason in `statusFailure`.
package struct MongoReading: Hashable, Sendable {
    package var hello: HelloReply
    /// `replSetGetStatus`: the set as this member sees it.
    package var status: ReplicaSetStatus?
    /// Why `status` is missing on a member that should have answered it.
    package var statusFailure: ProbeFailure?
    /// `replSetGetConfig`, as last read from this member (read again when its version or term changes).
    package var config: ReplicaSetConfig?
    /// The facts that change slowly, as last read; `nil` for arbiters and before the first reading.
    package var server: MongoServerStatus?

    package init(
        hello: HelloReply, status: ReplicaSetStatus? = nil, statusFailure: ProbeFailure? = nil,
        config: ReplicaSetConfig? = nil, server: MongoServerStatus? = nil
    ) {
        self.hello = hello
        self.status = status
        self.statusFailure = statusFailure
        self.config = config
        self.server = server
    }
}
