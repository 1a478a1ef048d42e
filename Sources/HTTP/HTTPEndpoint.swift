/// The address that a client connects to.
package enum HTTPEndpoint: Sendable, Hashable, CustomStringConvertible {
    /// A TCP port; `host` is an address or a name, without brackets.
    case tcp(host: String, port: Int)
    /// A TCP port with TLS 1.2 or later, whose certificate must be valid, for this host, and signed by an authority in
    /// the PEM file `authorities`, an absolute path; with `nil` by one that this machine trusts.
    case tls(host: String, port: Int, authorities: String?)
    /// A unix socket file.
    case unix(path: String)

    package var description: String {
        switch self {
        case .tcp(let host, let port), .tls(let host, let port, _): AddressText.tcp(host: host, port: port)
        case .unix(let path): path
        }
    }
}
