/// The address of a listener.
package enum ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// A TCP port; port 0 lets the kernel choose one. `host` is an address or a name, without brackets.
    case tcp(host: String, port: Int)
    /// A unix socket file. `mode` is its whole permission, e.g. `0o660`: owner and group may connect.
    case unix(path: String, mode: UInt32)
    /// A descriptor that already listens, from systemd (`sd_listen_fds(3)`). The server closes it at its end.
    case inherited(descriptor: Int32)

    package var description: String {
        switch self {
        case .tcp(let host, let port): AddressText.tcp(host: host, port: port)
        case .unix(let path, _): path
        case .inherited(let descriptor): "inherited descriptor \(descriptor)"
        }
    }
}
