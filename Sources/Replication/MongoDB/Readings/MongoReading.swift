/// What one poll of a MongoDB replica set member returned.
///
/// `hello` needs no credentials and is always there; the rest is `nil` for arbiters (never authenticated to) and
/// when the server refuses it, with the reason in `statusFailure`.
public struct MongoReading: Hashable, Sendable {
    public var hello: HelloReply
    /// `replSetGetStatus`: the set as this member sees it.
    public var status: ReplicaSetStatus?
    /// Why `status` is missing on a member that should have answered it.
    public var statusFailure: ProbeFailure?
    /// `replSetGetConfig`, as last read from this member (read again when its version or term changes).
    public var config: ReplicaSetConfig?
    /// What changes slowly, as last read; `nil` for arbiters and before the first reading.
    public var server: MongoServerStatus?

    public init(
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
