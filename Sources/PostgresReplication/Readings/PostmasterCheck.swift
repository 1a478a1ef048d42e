package import ReplicationCore

/// Whether a server's postmaster answers a new connection, asked without logging in.
///
/// An open session goes on while the postmaster hangs; only a new connection shows it.
package enum PostmasterCheck: Hashable, Sendable {
    case answers
    /// How the new connection failed.
    case silent(ProbeFailure)
}
