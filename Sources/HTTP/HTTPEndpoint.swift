/// Where a client connects to.
public enum HTTPEndpoint: Sendable, Hashable, CustomStringConvertible {
    /// A TCP port; `host` is an address or a name, without brackets.
    case tcp(host: String, port: Int)
    /// A unix socket file.
    case unix(path: String)

    public var description: String {
        switch self {
        case .tcp(let host, let port): AddressText.tcp(host: host, port: port)
        case .unix(let path): path
        }
    }
}
