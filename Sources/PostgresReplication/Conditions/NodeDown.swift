internal import ReplicationCore

extension PostgresMoment {
    /// Whether a server is dead, hangs, or accepts no connection: by replmon's own polls, and by the reports of other nodes.
    func nodeDown(_ name: String) -> Answer {
        let record = nodes[name]?.record ?? NodeRecord()
        guard let failure = record.failure else {
            guard let node = answeringNode(name) else { return .unknown(staleReason(of: name)) }
            return refusingConnections(node)
        }
        switch failure {
        case .local, .malformed:
            return .unknown(failure.description, summary: "\(name): \(failure)", failureEvidence(name))
        case .authentication, .privilege, .server, .tooManyConnections: return .clear
        case .startingUp, .resolve, .connect, .tls, .timeout, .closed: break
        }
        guard record.isFailureConfirmed else { return askedAgain(name, failure, failureEvidence(name)) }
        if case .startingUp(let text) = failure { return starting(name, text) }
        return confirmedSilence(
            of: name, failure, [upstreamReport(on: name)].compactMap(\.self) + downstreamReports(on: name))
    }

    /// An open session goes on while the postmaster hangs; only a new connection shows it.
    private func refusingConnections(_ node: AnsweringNode) -> Answer {
        guard case .silent(let failure) = node.reading.postmasterCheck, failure.isSilence else { return .clear }
        let text = "\(node.name) answers replmon's open session, but lets nobody new in: \(failure)"
        let evidence = failureEvidence(node.name)
        return node.history.failedPostmasterChecks > 1
            ? .holds(text, evidence) : .unknown("\(text); asked again", summary: text, evidence)
    }

    /// A primary that accepts no connections is critical; a standby that starts, stops, or never accepts any, is a
    /// warning. All have the SQLSTATE 57P03, and the message is in the server's language: readings and the declaration
    /// decide which it is. A server that was never read is taken for a standby also while another one answers as primary.
    private func starting(_ name: String, _ text: String) -> Answer {
        let evidence = failureEvidence(name)
        let isUnread = nodes[name]?.lastReading == nil
        let mayBeStandby = isStandby(name) || isUnread && primaries.contains { $0 != name }
        return mayBeStandby
            ? .holdsAsWarning("\(name) accepts no connections: \(text)", evidence)
            : .holds("\(name) runs but accepts no connections: \(text)", evidence)
    }

    /// A confirmed silence, weighed by the reports of other nodes. Undecided reports do not hide a death.
    private func confirmedSilence(of name: String, _ failure: ProbeFailure, _ reports: [PeerReport]) -> Answer {
        let evidence = failureEvidence(name, reports)
        if let alive = reports.first(where: { $0.status == .alive }) {
            guard isStandby(name) else { return .clear }
            return .holdsAsWarning("\(name) does not answer replmon, but \(alive.text): \(failure)", evidence)
        }
        if let unasked = reports.first(where: { $0.status == .notAsked }) {
            return .unknown(
                "\(name) does not answer; \(unasked.text)", summary: "\(name) does not answer: \(failure)", evidence)
        }
        let verb =
            switch failure {
            case .timeout(.authenticate), .timeout(.query): "hangs"
            default: "does not answer"
            }
        let others = reports.map(\.text).joined(separator: "; ")
        return .holds("\(name) \(verb): \(failure)" + (others.isEmpty ? "" : "; \(others)"), evidence)
    }

    /// One failed poll proves nothing.
    func askedAgain(_ name: String, _ failure: ProbeFailure, _ evidence: [Evidence]) -> Answer {
        .unknown(
            "\(name) failed one poll and is asked again", summary: "\(name): \(failure); asked again", evidence)
    }

    /// The failed polls of a node, the nodes below it, and the reports of others on it.
    func failureEvidence(_ name: String, _ reports: [PeerReport] = []) -> [Evidence] {
        let record = nodes[name]?.record ?? NodeRecord()
        let below = record.failure == nil ? [] : subtree(below: name)
        return [
            Evidence("reason", optional: record.failure?.reason),
            Evidence("error", optional: record.failure),
            Evidence(
                "failing_for_seconds", optional: record.failingSince.map { HumanText.seconds($0.duration(to: now)) }),
            Evidence("reach", record.reach.octal),
            below.isEmpty ? nil : Evidence("fed_through_it", below.joined(separator: ", ")),
        ].compactMap(\.self) + reports.map { Evidence("said_by_\($0.reporter)", $0.text) }
    }
}
