internal import ReplicationCore

extension PostgresMoment {
    /// That a server runs and refuses replmon: its login, its question, or to be understood. Each in its own words.
    func probeRefused(_ name: String) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: @autoclosure () -> String) -> Condition {
            Condition(
                .postgresProbeRefused, node: name, truth: truth, summary: summary(),
                evidence: [
                    Evidence("reason", optional: nodes[name]?.record.failure?.reason),
                    Evidence("error", optional: nodes[name]?.record.failure),
                ].compactMap(\.self),
                blames: [name])
        }
        let refusal: String? =
            switch nodes[name]?.record.failure {
            case .authentication(let text)?: "\(name) refuses replmon's login: \(text)"
            case .privilege(let text)?: "\(name) denies replmon's role a privilege: \(text)"
            case .server(let code, let message)?: "\(name) answers replmon's question with error \(code): \(message)"
            case .malformed(let field)?: "\(name) answers, but not understandably: \(field)"
            default: nil
            }
        if let refusal {
            return nodes[name]?.record.isFailureConfirmed == true
                ? answer(.holds, refusal) : answer(.unknown("\(refusal); asked again"), refusal)
        }
        guard reading(name) != nil else {
            let reason = staleReason(of: name)
            return answer(.unknown(reason), reason)
        }
        return answer(.clear, "\(name) answers what replmon asks")
    }

    /// That a server hides something from replmon's role: every blind spot by the grant that cures it.
    func privilegeMissing(_ name: String) -> Condition {
        func answer(
            _ truth: Condition.Truth, _ summary: @autoclosure () -> String,
            _ evidence: @autoclosure () -> [Evidence] = []
        ) -> Condition {
            Condition(
                .postgresPrivilegeMissing, node: name, truth: truth, summary: summary(), evidence: evidence(),
                blames: [name])
        }
        guard let reading = reading(name) else {
            let reason = staleReason(of: name)
            return answer(.unknown(reason), reason)
        }
        let missing = reading.missingPrivileges
        guard !missing.isEmpty else { return answer(.clear, "\(name) shows everything replmon asks for") }
        return answer(
            .holds,
            "\(name) hides values from replmon: missing \(missing.map(\.description).joined(separator: ", "))",
            missing.map { Evidence("missing_\($0.grant)", "hides \($0.hides.joined(separator: ", "))") })
    }

    /// Why a value is not there; `nil` when the role lacks nothing.
    func blindSpot(of name: String, _ reading: HeldReading) -> String? {
        guard !reading.missingPrivileges.isEmpty else { return nil }
        let grants = reading.missingPrivileges.map(\.grant).joined(separator: ", ")
        return "\(name) hides it from replmon: missing \(grants)"
    }

    /// That a server has no session or WAL sender left to give. Without a free WAL sender it is mild as long as no
    /// standby asks in vain; servers set to have none (`max_wal_senders = 0`) are not judged by that.
    func connectionsExhausted(_ name: String) -> Condition {
        func answer(
            _ truth: Condition.Truth, _ summary: @autoclosure () -> String,
            _ evidence: @autoclosure () -> [Evidence] = []
        ) -> Condition {
            Condition(
                .postgresConnectionsExhausted, node: name, truth: truth, summary: summary(), evidence: evidence(),
                blames: [name])
        }
        guard let reading = reading(name) else {
            if let record = nodes[name]?.record, case .tooManyConnections(let text)? = record.failure,
                record.isFailureConfirmed
            {
                return answer(.holds, "\(name) has no session left and lets replmon not in either: \(text)")
            }
            let reason = staleReason(of: name)
            return answer(.unknown(reason), reason)
        }
        guard let sessions = reading.sessions else {
            guard let reason = blindSpot(of: name, reading) else {
                return answer(.clear, "\(name) is not seen to lack sessions")
            }
            return answer(.unknown(reason), reason)
        }
        let evidence = {
            [
                Evidence("client_sessions", "\(sessions.clients)"),
                Evidence("free_for_clients", "\(max(0, sessions.freeForClients))"),
                Evidence("free_wal_senders", "\(max(0, sessions.freeWALSenders))"),
                Evidence("max_connections", optional: reading.settings.parity[.maxConnections]),
                Evidence("max_wal_senders", optional: reading.settings.parity[.maxWALSenders]),
            ].compactMap(\.self)
        }
        if sessions.freeForClients <= 0 {
            return answer(
                .holds, "\(name) has no session left for clients: \(sessions.clients) are open", evidence())
        }
        guard sessions.freeWALSenders <= 0, reading.settings.parity[.maxWALSenders] != 0 else {
            return answer(.clear, "\(name) has \(sessions.freeForClients) sessions left for clients", evidence())
        }
        let waiting = names.filter {
            $0 != name && self.reading($0)?.standby != nil && upstream(of: $0) == name
                && linkState(of: $0, upstream: name).0 == .disconnected
        }
        return waiting.isEmpty
            ? answer(.holdsMildly, "\(name) has no WAL sender left for another standby", evidence())
            : answer(.holds, "\(name) has no WAL sender left for \(waiting.joined(separator: ", "))", evidence())
    }
}
