/// Who may talk to the members of a replica set.
package enum MongoSecurity: Sendable, CaseIterable {
    /// Everybody.
    case none
    /// Members share a key file; clients log in.
    case keyFile
    /// The same over TLS with a certificate authority of the lab's own, names checked, and an x.509 user for the monitor.
    case tls
}
