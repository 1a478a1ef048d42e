import Glibc

/// Why a listener could not be set up; the description names the address and the remedy.
package enum HTTPServerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Another process, or another listener here, has the TCP port (`EADDRINUSE`).
    case addressInUse(String)
    /// The address belongs to no interface of this machine (`EADDRNOTAVAIL`).
    case addressUnavailable(String)
    /// The kernel refused for lack of rights (`EACCES`, `EPERM`).
    case permissionDenied(String)
    /// The host name has no address.
    case unresolvable(host: String)
    /// A unix socket path does not fit in `sockaddr_un` (unix(7)); `limit` is in bytes.
    case pathTooLong(path: String, limit: Int)
    /// A running process listens on the unix socket.
    case socketInUse(path: String)
    /// The path exists and is not a socket.
    case notSocket(path: String)
    /// An inherited descriptor is not a listening stream socket.
    case notListening(descriptor: Int32)
    /// Any other failure of a system call, with its reason.
    case system(address: String, call: String, reason: String)
    /// The server has been shut down.
    case stopped

    package var description: String {
        switch self {
        case .addressInUse(let address):
            "cannot listen on \(address): the port is in use; find its owner with `ss -ltnp`, or choose another port"
        case .addressUnavailable(let address):
            "cannot listen on \(address): no interface has this address; use one that `ip address` lists, or 0.0.0.0"
        case .permissionDenied(let address):
            "cannot listen on \(address): permission denied; use a port above 1023, or a directory this user may write"
        case .unresolvable(let host):
            "cannot listen on \(host): the name does not resolve to an address; use an address, or correct the name"
        case .pathTooLong(let path, let limit):
            "cannot listen on \(path): the path has \(path.utf8.count) bytes, a unix socket allows \(limit); shorten it"
        case .socketInUse(let path):
            "cannot listen on \(path): another process listens there; stop it first, or choose another path"
        case .notSocket(let path):
            "cannot listen on \(path): a file that is not a socket is in the way; move it, or choose another path"
        case .notListening(let descriptor):
            "descriptor \(descriptor) is not a listening stream socket; check ListenStream= in the .socket unit"
        case .system(let address, let call, let reason):
            "cannot listen on \(address): \(call): \(reason)\(call == "bind" ? "; does its directory exist?" : "")"
        case .stopped:
            "cannot listen: the server has been shut down; make a new one"
        }
    }

    init(errno: CInt, address: String) {
        self =
            switch errno {
            case EADDRINUSE: .addressInUse(address)
            case EADDRNOTAVAIL: .addressUnavailable(address)
            case EACCES, EPERM: .permissionDenied(address)
            default: .system(address: address, call: "bind", reason: SystemError.text(errno))
            }
    }
}
