/// The sessions of one server, counted from `pg_stat_activity`.
public struct PostgresSessions: Hashable, Sendable {
    /// Client sessions, replmon's included.
    public var clients: Int
    /// Sessions that ordinary roles may still open: `max_connections` less those open and those reserved.
    public var freeForClients: Int
    /// WAL senders that may still start: `max_wal_senders` less those that run.
    public var freeWALSenders: Int
    /// Sessions whose commit waits for a synchronous standby (`wait_event` is `SyncRep`).
    public var waitingForSync: Int
    /// How long the oldest of them has waited, at most (since its state last changed); `nil` when none waits.
    public var longestSyncWait: Duration?

    public init(
        clients: Int, freeForClients: Int, freeWALSenders: Int, waitingForSync: Int = 0,
        longestSyncWait: Duration? = nil
    ) {
        self.clients = clients
        self.freeForClients = freeForClients
        self.freeWALSenders = freeWALSenders
        self.waitingForSync = waitingForSync
        self.longestSyncWait = longestSyncWait
    }
}
