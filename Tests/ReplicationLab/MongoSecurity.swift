/// The clients that members of a replica set accept.
package enum MongoSecurity: Sendable, CaseIterable {
    /// All clients.
    case none
    /// Members share a key file; clients log in.
    case keyFile
    /// The same over TLS with the lab's own certificate authority, names checked, and an x.509 user for the monitor.
    case tls
}
