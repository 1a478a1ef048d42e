internal import ReplicationCore

extension PostgresMoment {
    /// That a server is dead, hung, or lets nobody in, from our own polls and from what the others say of it.
    func nodeDown(_ name: String) -> Condition {
        let record = nodes[name]?.record ?? NodeRecord()
        func answer(_ truth: Condition.Truth, _ summary: @autoclosure () -> String, _ words: [Testimony] = [])
            -> Condition
        {
            Condition(
                .postgresNodeDown, node: name, truth: truth, summary: summary(),
                evidence: failureEvidence(name, words))
        }
        guard let failure = record.failure else {
            guard let reading = reading(name) else {
                return answer(.unknown(record.staleReason(name, at: now)), record.staleReason(name, at: now))
            }
            let (truth, summary) = doorAnswer(of: name, reading)
            return answer(truth, summary)
        }
        switch failure {
        case .local, .malformed: return answer(.unknown(failure.description), "\(name): \(failure)")
        case .authentication, .privilege, .server, .tooManyConnections:
            return answer(.clear, "\(name) runs, but: \(failure)")
        case .startingUp, .resolve, .connect, .tls, .timeout, .closed: break
        }
        guard record.isFailureConfirmed else {
            return answer(.unknown("\(name) failed one poll and is asked again"), "\(name): \(failure); asked again")
        }
        if case .startingUp(let text) = failure {
            let (truth, summary) = startingAnswer(of: name, text)
            return answer(truth, summary)
        }
        let words = (hearing(of: name).map { [$0] } ?? []) + testimonies(about: name)
        let (truth, summary) = verdict(on: name, failure, words)
        return answer(truth, summary, words)
    }

    /// A primary that takes no connections is as good as dead; a standby that starts, or never lets anyone in, fails nobody.
    private func startingAnswer(of name: String, _ text: String) -> (Condition.Truth, String) {
        if text.contains("Hot standby mode is disabled") {
            return (.holdsMildly, "\(name) is a standby that takes no connections: \(text)")
        }
        guard isStandby(name) else { return (.holds, "\(name) runs but takes no connection: \(text)") }
        return (.holdsMildly, "\(name) \(text.contains("shutting down") ? "shuts down" : "starts"): \(text)")
    }

    /// An open session goes on while the postmaster hangs; only a new connection finds out.
    private func doorAnswer(of name: String, _ reading: HeldReading) -> (Condition.Truth, String) {
        guard case .silent(let failure) = reading.door, failure.isSilence else {
            return (.clear, Condition.clearSummary)
        }
        let text = "\(name) answers replmon's open session, but lets nobody new in: \(failure)"
        return (nodes[name]?.silentDoors ?? 0) > 1 ? (.holds, text) : (.unknown("\(text); asked again"), text)
    }

    /// A confirmed silence, weighed by what the others say. Undecided witnesses do not hide a death.
    private func verdict(
        on name: String, _ failure: ProbeFailure, _ words: [Testimony]
    ) -> (Condition.Truth, String) {
        if let alive = words.first(where: { $0.word == .alive }) {
            let text = "\(name) does not answer replmon, but \(alive.text): \(failure)"
            return (isStandby(name) ? .holdsMildly : .clear, text)
        }
        if let unasked = words.first(where: { $0.word == .notAsked }) {
            return (.unknown("\(name) does not answer; \(unasked.text)"), "\(name) does not answer: \(failure)")
        }
        let verb =
            switch failure {
            case .timeout(.authenticate), .timeout(.query): "hangs"
            default: "does not answer"
            }
        let others = words.map(\.text).joined(separator: "; ")
        return (.holds, "\(name) \(verb): \(failure)" + (others.isEmpty ? "" : "; \(others)"))
    }

    /// That the primary does not answer us and yet lives, by the word of those that receive from it.
    func primaryUnreachable(_ name: String) -> Condition {
        let record = nodes[name]?.record ?? NodeRecord()
        let words = testimonies(about: name)
        func answer(_ truth: Condition.Truth, _ summary: @autoclosure () -> String) -> Condition {
            Condition(
                .postgresPrimaryUnreachable, node: name, truth: truth, summary: summary(),
                evidence: failureEvidence(name, words))
        }
        guard record.latest == nil || !isStandby(name) else { return answer(.clear, "\(name) is a standby") }
        guard let failure = record.failure else {
            return reading(name) != nil
                ? answer(.clear, "\(name) answers")
                : answer(.unknown(record.staleReason(name, at: now)), record.staleReason(name, at: now))
        }
        if case .local = failure { return answer(.unknown(failure.description), "\(name): \(failure)") }
        if case .startingUp = failure { return answer(.clear, "\(name) is reached: \(failure)") }
        guard !failure.serverAnswered else { return answer(.clear, "\(name) is reached: \(failure)") }
        guard record.isFailureConfirmed else {
            return answer(.unknown("\(name) failed one poll and is asked again"), "\(name): \(failure); asked again")
        }
        if words.contains(where: { $0.word == .alive }) {
            let texts = words.filter { $0.word == .alive }.map(\.text).joined(separator: "; ")
            return answer(.holds, "\(name) does not answer replmon, but lives: \(texts): \(failure)")
        }
        if let open = words.first(where: { $0.word == .notAsked || $0.word == .undecided }) {
            return answer(.unknown("\(name) does not answer; \(open.text)"), "\(name) does not answer: \(failure)")
        }
        return answer(.clear, "\(name) does not answer, and nobody receives from it")
    }

    private func failureEvidence(_ name: String, _ words: [Testimony]) -> [Evidence] {
        let record = nodes[name]?.record ?? NodeRecord()
        let below = record.failure == nil ? [] : subtree(below: name)
        return [
            Evidence("reason", optional: record.failure?.reason),
            Evidence("error", optional: record.failure),
            Evidence(
                "failing_for_seconds", optional: record.failingSince.map { HumanText.seconds($0.duration(to: now)) }),
            Evidence("reach", record.reach.octal),
            below.isEmpty ? nil : Evidence("fed_through_it", below.joined(separator: ", ")),
        ].compactMap(\.self) + words.map { Evidence("said_by_\($0.witness)", $0.text) }
    }

    /// That a node changed its role of late.
    func roleChanged(_ name: String) -> Condition {
        func answer(
            _ truth: Condition.Truth, _ summary: @autoclosure () -> String,
            _ evidence: @autoclosure () -> [Evidence] = []
        ) -> Condition {
            Condition(.postgresRoleChanged, node: name, truth: truth, summary: summary(), evidence: evidence())
        }
        if let change = nodes[name]?.roles.lastChange {
            let age = change.seenAt.duration(to: now)
            if age <= RoleHistory.remembered {
                return answer(
                    .holds, "\(name) became \(change.role) \(HumanText.age(age)) ago" + change.timelines,
                    change.evidence)
            }
        }
        guard reading(name) != nil else {
            let reason = staleReason(of: name)
            return answer(.unknown(reason), reason)
        }
        return answer(.clear, "\(name) kept its role")
    }
}
