internal import StatusAPI

/// Why the daemon could not be asked; the description names the socket and says what to do.
package enum DaemonClientError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Nothing listens on the socket, or it went away during the request; `reason` is the kernel's.
    case notRunning(socket: String, reason: String)
    /// The socket's permission does not let this user connect.
    case notPermitted(socket: String)
    /// No complete reply within the timeout.
    case timeout(socket: String, Duration)
    /// It understood and does not do it: what is wrong with the request, a line each.
    case refused([String])
    /// Something replied that does not read as this release's daemon.
    case unexpectedReply(socket: String, reason: String)

    package var description: String {
        switch self {
        case .notRunning(let socket, let reason):
            "the replmon daemon does not answer on \(socket): \(reason); see `systemctl status replmon`, "
                + "or name its control socket with --socket"
        case .notPermitted(let socket):
            "no permission to connect to \(socket): it is open to the group replmon; "
                + "`sudo usermod -aG replmon $USER` and a new login, or sudo, give access"
        case .timeout(let socket, let duration):
            "the replmon daemon did not reply on \(socket) within \(duration); see `systemctl status replmon`"
        case .refused(let problems): problems.map(\.oneLine).joined(separator: "\n")
        case .unexpectedReply(let socket, let reason):
            "unexpected reply on \(socket): \(reason); check that it is the control socket of a replmon daemon of "
                + "this release (`replmon --version`, `systemctl status replmon`)"
        }
    }

    /// As much as there is room for in the one line of a monitoring plugin.
    var inShort: String {
        switch self {
        case .notRunning(let socket, let reason): "no daemon on \(socket): \(reason)"
        case .notPermitted(let socket): "no permission for \(socket)"
        case .timeout(let socket, let duration): "no reply on \(socket) within \(duration)"
        case .refused, .unexpectedReply: description
        }
    }
}
