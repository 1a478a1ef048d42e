internal import ReplicationCore

/// The sessions of one server, counted from `pg_stat_activity`.
package struct PostgresSessions: Hashable, Sendable {
    /// Client sessions, replmon's included.
    package var clients: Int
    /// Sessions that ordinary roles may still open: `max_connections` less those open and those reserved.
    package var freeForClients: Int
    /// WAL senders that may still start: `max_wal_senders` less those that run.
    package var freeWALSenders: Int
    /// Sessions whose commit waits for a synchronous standby (`wait_event` is `SyncRep`).
    package var waitingForSync: Int
    /// How long the oldest of them has waited, at most (since its state last changed); `nil` when none waits.
    package var longestSyncWait: Duration?

    package init(
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
