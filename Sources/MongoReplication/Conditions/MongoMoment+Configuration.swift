internal import ReplicationCore

extension MongoMoment {
    /// Whether the members agree on a configuration, and whether it is a sound one.
    var configurationConditions: [Condition] {
        members.map { drift(of: $0) } + [lint]
    }

    // MARK: Drift

    /// Works with an older configuration than the newest known, for longer than heartbeats take to spread it; or with
    /// one of another set of the same name.
    private func drift(of host: String) -> Condition {
        let newest = membership.newestRevision
        let own = revision(of: host)
        func answer(_ truth: Condition.Truth, _ summary: String, _ evidence: [Evidence] = []) -> Condition {
            Condition(
                .mongoConfigurationDrift, node: host, truth: truth, summary: summary,
                evidence: [Evidence("config", optional: own), Evidence("newest_config", optional: newest)]
                    .compactMap(\.self) + evidence,
                causes: [host])
        }
        guard let reading = memberReading(host) else {
            let silence = silence(of: host) ?? "\(host) does not answer"
            return answer(.unknown(silence), silence)
        }
        if let config, let told = reading.config, !told.isSameSet(as: config) {
            return answer(
                .holds, "\(host) belongs to another set of the same name: one of the two was initiated anew",
                [
                    Evidence("replica_set_id", optional: told.settings.replicaSetID),
                    Evidence("replica_set_id_of_others", optional: config.settings.replicaSetID),
                ].compactMap(\.self))
        }
        guard let newest, let own else {
            let text = "\(host) does not tell the version of its configuration"
            return answer(.unknown(text), text)
        }
        guard newest.isNewer(than: own) else { return answer(.clear, "\(host) has the configuration of \(own)") }
        let staleFor = configStaleSince[host].flatMap { since in
            nodes[host]?.record.lastReadingAt.map { since.duration(to: $0) }
        }
        guard let staleFor, staleFor > spreading else {
            return answer(.clear, "\(host) has not heard of the newest configuration yet")
        }
        return answer(
            .holds, "\(host) works with an old configuration (\(own)); the newest is \(newest)",
            [Evidence("old_for_seconds", "\(staleFor.components.seconds)")])
    }

    /// As long as a configuration may take to reach a member that is well: two heartbeats, one of them unanswered.
    private var spreading: Duration {
        let settings = config?.settings ?? ReplicaSetConfig.Settings()
        func sane(_ duration: Duration) -> Duration { min(max(.zero, duration), .seconds(60)) }
        return sane(settings.heartbeatInterval) + sane(settings.heartbeatInterval) + sane(settings.heartbeatTimeout)
    }

    // MARK: Lint

    /// Weaknesses of the configuration that show only when a member fails.
    private var lint: Condition {
        func answer(_ truth: Condition.Truth, _ summary: String, _ evidence: [Evidence] = []) -> Condition {
            Condition(.mongoConfigurationLint, truth: truth, summary: summary, evidence: evidence)
        }
        guard isAnswered else { return answer(.unknown("no member answers"), "no member answers") }
        guard let config else {
            let text = "no member has shown the set's configuration (replSetGetConfig, in the role clusterMonitor)"
            return answer(.unknown(text), text)
        }
        let joining = Set(members.filter { isJoining($0) })
        let problems = ReplicaSetLint(config: config).problems(joining: joining)
        guard !problems.isEmpty else { return answer(.clear, "the configuration has no known weakness") }
        return answer(.holds, problems.map(\.value).joined(separator: "; "), problems)
    }

    /// In its initial sync, by its own word or by that of its peers: a new member may not know our user yet.
    func isJoining(_ host: String) -> Bool {
        let states: [MemberState] = [.startup, .startup2]
        if let own = memberReading(host)?.status?.myState { return states.contains(own) }
        return peerViews(of: host).contains { $0.row.healthy && states.contains($0.row.state) }
    }
}
