internal import ReplicationCore

/// How much may be cut off the oplogs before a member can no longer go on where it stopped.
enum OplogRoom: Hashable, Sendable {
    /// Nothing is cut off that the member needs, and why: an oplog that it could copy from is not full and has it all.
    case unlimited(String)
    case limited(OplogHeadroom)
    case unknown(String)

    var headroom: Known<OplogHeadroom> {
        switch self {
        case .limited(let headroom): .known(headroom)
        case .unlimited(let reason), .unknown(let reason): .unknown(reason)
        }
    }
}
