internal import ReplicationCore

extension PostgresMoment {
    /// Whether a server has no session or no WAL sender left. Without a free WAL sender it is a warning as long as no standby
    /// asks for one; a server set to have none (`max_wal_senders = 0`) is not judged by that.
    func connectionsExhausted(_ name: String) -> Answer {
        guard let node = answeringNode(name) else { return exhaustedForReplmon(name) }
        guard let sessions = node.reading.sessions else { return node.blindSpot.map { .unknown($0) } ?? .clear }
        func evidence() -> [Evidence?] {
            [
                Evidence("client_sessions", "\(sessions.clients)"),
                Evidence("free_for_clients", "\(max(0, sessions.freeForClients))"),
                Evidence("free_wal_senders", "\(max(0, sessions.freeWALSenders))"),
                Evidence("max_connections", optional: node.reading.settings.parity[.maxConnections]),
                Evidence("max_wal_senders", optional: node.reading.settings.parity[.maxWALSenders]),
            ]
        }
        if sessions.freeForClients <= 0 {
            return .holds("\(name) has no session left for clients: \(sessions.clients) are open", evidence())
        }
        guard sessions.freeWALSenders <= 0, node.reading.settings.parity[.maxWALSenders] != 0 else { return .clear }
        let waiting = names.filter {
            $0 != name && readings[$0]?.standby != nil && upstream(of: $0) == name
                && link(of: $0, upstream: name).state == .disconnected
        }
        return waiting.isEmpty
            ? .holdsAsWarning("\(name) has no WAL sender left for another standby", evidence())
            : .holds("\(name) has no WAL sender left for \(waiting.joined(separator: ", "))", evidence())
    }

    /// A server may refuse replmon for want of sessions.
    private func exhaustedForReplmon(_ name: String) -> Answer {
        guard let record = nodes[name]?.record, case .tooManyConnections(let text)? = record.failure,
            record.isFailureConfirmed
        else { return .unknown(staleReason(of: name)) }
        return .holds("\(name) has no session left and lets replmon not in either: \(text)")
    }
}
