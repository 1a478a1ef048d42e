/// How monitors log in to a lab's PostgreSQL servers. The superuser and standbys are trusted in any case.
package enum PostgresAuthentication: Sendable {
    /// Without a password.
    case trust
    /// By password, SCRAM-SHA-256, from a passfile.
    case scram
    /// By a client certificate for `replmon`, over TLS alone; the monitor checks the server's certificate and name.
    case certificate
}
