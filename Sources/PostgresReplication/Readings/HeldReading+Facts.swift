internal import ReplicationCore

extension HeldReading {
    /// Positions and states, the server's identity, and what is counted on it, in the server's own terms.
    static func details(of reading: PostgresReading, _ kinds: [WALSenderKind]) -> [Evidence] {
        position(reading)
            + [
                Evidence("system_identifier", optional: reading.systemIdentifier),
                Evidence("oldest_wal_lsn", optional: reading.inventory?.oldestWAL),
                Evidence("wal_directory_bytes", optional: reading.inventory?.walDirectoryBytes),
                Evidence("inventory_not_read", optional: reading.inventoryFailure),
                Evidence("client_sessions", optional: reading.sessions?.clients),
                Evidence("free_client_sessions", optional: reading.sessions?.freeForClients),
                Evidence("free_wal_senders", optional: reading.sessions?.freeWALSenders),
            ].compactMap(\.self) + senderCounts(reading, kinds)
    }

    private static func position(_ reading: PostgresReading) -> [Evidence] {
        switch reading.role {
        case .primary(let primary):
            return [Evidence("current_lsn", primary.currentLSN.description)]
        case .standby(let standby):
            return [
                Evidence("receive_lsn", optional: standby.receiveLSN),
                Evidence("replay_lsn", optional: standby.replayLSN),
                Evidence("replay_state", standby.pauseState.rawValue),
                Evidence("startup_wait_event", optional: standby.startupWaitEvent),
                Evidence("last_replayed_transaction_at", optional: standby.lastReplayedTransactionAt),
            ].compactMap(\.self)
        }
    }

    /// WAL senders by whom they serve.
    private static func senderCounts(_ reading: PostgresReading, _ kinds: [WALSenderKind]) -> [Evidence] {
        // replmon's own proof of a timeline, or another replmon's, shows up for milliseconds.
        let counted = zip(reading.walSenders, kinds).filter { $0.0.applicationName != "replmon" }.map(\.1)
        return WALSenderKind.allCases.compactMap { kind in
            let count = counted.count { $0 == kind }
            return count > 0 ? Evidence("\(kind.rawValue)_wal_senders", "\(count)") : nil
        }
    }

    /// The downstream's end of a link.
    static func receiverEvidence(_ receiver: WALReceiver, _ reading: PostgresReading) -> [Evidence] {
        [
            Evidence("receiver_status", optional: receiver.status),
            Evidence("written_lsn", optional: receiver.writtenLSN),
            Evidence("flushed_lsn", optional: receiver.flushedLSN),
            Evidence("slot", optional: receiver.slotName),
            Evidence(
                "last_message_age_seconds",
                optional: receiver.lastMessageReceiptTime.map {
                    HumanText.seconds(reading.serverTime.since($0))
                }),
        ].compactMap(\.self)
    }
}
