internal import ReplicationCore

/// How a member that answers sees another one: a row of its `replSetGetStatus`.
struct PeerView: Sendable {
    /// The member whose reply it is.
    var reporter: String
    var row: ReplicaSetStatus.Member
    /// How long before now the reporter last received a heartbeat from it.
    var heardAgo: Duration?
    /// How old the reply is.
    var age: Duration
    /// How long the reply took: it may be older by as much.
    var pollDuration: Duration
}
