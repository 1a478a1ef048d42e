internal import ReplicationCore

extension PostgresMoment {
    /// That fewer synchronous standbys stream than commits wait for; mildly, that there are just enough while one that
    /// is listed by name is missing. A cascading standby has the setting too, but its commits are not its own.
    func synchronousDegraded(_ name: String) -> Condition {
        func answer(
            _ truth: Condition.Truth, _ summary: @autoclosure () -> String,
            _ evidence: @autoclosure () -> [Evidence] = []
        ) -> Condition {
            Condition(
                .postgresSynchronousDegraded, node: name, truth: truth, summary: summary(), evidence: evidence(),
                blames: [name])
        }
        guard let reading = reading(name) else {
            let reason = staleReason(of: name)
            return answer(.unknown(reason), reason)
        }
        guard reading.primary != nil, let text = reading.settings.synchronousStandbyNames, !text.isEmpty else {
            return answer(.clear, "commits on \(name) wait for no standby")
        }
        guard let asked = SynchronousStandbyNames(text) else {
            return answer(
                .unknown("synchronous_standby_names of \(name) not understood"),
                "synchronous_standby_names of \(name) not understood: \(text)")
        }
        let standbys = SynchronousStandbys(
            asked, senders: reading.walSenders, primaries: [name] + primaries)
        let commit = reading.settings.synchronousCommit ?? "on"
        let evidence = Self.synchronousEvidence(standbys, setting: text, commit: commit)
        let waits = commit != "off" && commit != "local"
        switch standbys.state {
        case .unknown:
            let reason = blindSpot(of: name, reading) ?? "\(name) does not show the state of its WAL senders"
            return answer(.unknown(reason), reason, evidence)
        case .short:
            let summary = "\(name) has \(standbys.summary): commits wait"
            return waits
                ? answer(.holds, summary, evidence)
                : answer(.holdsMildly, "\(summary) that ask for it (synchronous_commit is \(commit))", evidence)
        case .withoutSpare:
            return answer(.holdsMildly, "\(name) has \(standbys.summary), and none to spare", evidence)
        case .complete: return answer(.clear, "\(name) has \(standbys.summary)", evidence)
        }
    }

    private static func synchronousEvidence(
        _ standbys: SynchronousStandbys, setting: String, commit: String
    ) -> [Evidence] {
        func list(_ names: [String]) -> String? { names.isEmpty ? nil : names.joined(separator: ", ") }
        return [
            Evidence("synchronous_standby_names", setting),
            Evidence("synchronous_commit", commit),
            Evidence("needed_standbys", "\(standbys.needed)"),
            Evidence("available_standbys", list(standbys.available) ?? "none"),
            Evidence("missing_standbys", optional: list(standbys.missing)),
            Evidence("spare_standbys", "\(max(0, standbys.available.count - standbys.needed))"),
        ].compactMap(\.self)
    }

    /// How long commits have waited for a synchronous standby: for as long as some were seen to wait at every poll, and no
    /// longer than the oldest of them has run. A commit that is met once while it waits has hung for no time.
    func commitsHanging(_ name: String) -> Condition {
        func answer(
            _ truth: Condition.Truth, _ summary: @autoclosure () -> String,
            _ evidence: @autoclosure () -> [Evidence] = []
        ) -> Condition {
            Condition(
                .postgresCommitsHanging, node: name, truth: truth, summary: summary(), evidence: evidence(),
                blames: [name])
        }
        guard let reading = reading(name) else {
            let reason = staleReason(of: name)
            return answer(.unknown(reason), reason)
        }
        guard reading.primary != nil else { return answer(.clear, "\(name) takes no commits") }
        guard let sessions = reading.sessions else {
            guard let reason = blindSpot(of: name, reading) else { return answer(.clear, "no commit is seen to wait") }
            return answer(.unknown(reason), reason)
        }
        guard sessions.waitingForSync > 0 else { return answer(.clear, "no commit on \(name) waits for a standby") }
        let seen = nodes[name]?.syncWaitSince.map { max(.zero, $0.duration(to: now)) } ?? .zero
        let longest = min(seen, sessions.longestSyncWait.map { max(.zero, $0) } ?? seen)
        let commits = sessions.waitingForSync == 1 ? "1 commit" : "\(sessions.waitingForSync) commits"
        return answer(
            .measured(longest),
            "\(commits) on \(name) waiting for a synchronous standby, for \(HumanText.age(longest)) so far",
            [
                Evidence("waiting_sessions", "\(sessions.waitingForSync)"),
                Evidence("longest_wait_seconds", HumanText.seconds(longest)),
            ])
    }
}
