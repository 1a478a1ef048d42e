/// The processes of a PostgreSQL server to stop with SIGSTOP.
package enum PostgresFreeze: Hashable, Sendable {
    /// Every process of the server, like a machine that hangs: connections are accepted by the kernel only.
    case server
    /// The postmaster alone: existing sessions go on, new ones hang.
    case postmaster
    /// The WAL sender of one standby, by the standby's name: the link stays open and stalls.
    case walSender(of: String)
    /// The standby's WAL receiver.
    case walReceiver
    /// The startup process: WAL is received and not replayed.
    case startup
}
