package import ReplicationCore

/// Whether a server's postmaster answers somebody new at the door, asked without logging in.
///
/// An open session goes on while the postmaster hangs; only a new connection finds out.
package enum PostgresDoor: Hashable, Sendable {
    case answers
    /// How the new connection failed.
    case silent(ProbeFailure)
}
