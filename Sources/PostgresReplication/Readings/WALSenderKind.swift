internal import ReplicationCore

/// The kind of client that a WAL sender serves.
/// <https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-REPLICATION-VIEW>
enum WALSenderKind: String, CaseIterable {
    case standby
    /// `pg_basebackup`, its second connection for WAL included.
    case backup
    /// `pg_receivewal`, whatever it calls itself.
    case receivewal
    /// A subscriber, or another reader of a logical slot.
    case logical
    /// Its row is hidden, or does not show it yet.
    case unknown
}

extension PostgresReading {
    func kind(of sender: WALSender) -> WALSenderKind {
        let slot = slot(of: sender)
        let bearsLogicalName = slots.contains { $0.type == "logical" && $0.name == sender.applicationName }
        if slot?.type == "logical" || (slot == nil && bearsLogicalName) { return .logical }
        if sender.state == .backup || sender.applicationName == "pg_basebackup" { return .backup }
        if sender.applicationName == "pg_receivewal" { return .receivewal }
        guard sender.state == .streaming || sender.state == .catchup else { return .unknown }
        // Only a standby reports a position that it has applied.
        return sender.writeLSN != nil && sender.replayLSN == nil ? .receivewal : .standby
    }

    /// The slot that a WAL sender streams from.
    func slot(of sender: WALSender) -> ReplicationSlot? {
        slots.first { $0.active && $0.activePID == sender.pid }
    }

    /// Whether a WAL sender may be the other end of this WAL receiver, by the slot they use.
    func mayServe(_ sender: WALSender, _ receiver: WALReceiver) -> Bool {
        guard receiver.status != nil else { return true }
        return slot(of: sender)?.name == receiver.slotName.flatMap { $0.isEmpty ? nil : $0 }
    }
}
