extension PostgresCluster {
    /// The cluster at `now`.
    public func view(at now: MonotonicInstant) -> ClusterView {
        workingOut(at: now).assembled(at: now)
    }

    private func assembled(at now: MonotonicInstant) -> ClusterView {
        let standbys = declarations.map(\.name).filter { isStandby($0) }
        let judged = Dictionary(standbys.map { ($0, self.judged($0, at: now)) }, uniquingKeysWith: { $1 })
        let inOrder = standbys.compactMap { judged[$0] }
        let readiness = readiness(of: inOrder, at: now)
        return ClusterView(
            name: name, kind: .postgresql,
            nodes: declarations.map { nodeView($0.name, judged[$0.name], readiness: readiness[$0.name], at: now) },
            links: inOrder.map(\.link),
            conditions: conditions(of: inOrder, at: now),
            firstRoundDone: declarations.allSatisfy { nodes[$0.name]?.record.latest != nil })
    }

    /// By its last reading, or before the first by the declaration.
    func isStandby(_ name: String) -> Bool {
        guard let reading = nodes[name]?.postgresReading else { return nodes[name]?.declaration.upstream != nil }
        return reading.standby != nil
    }

    private func nodeView(
        _ name: String, _ standby: JudgedStandby?, readiness: FailoverReadiness?, at now: MonotonicInstant
    ) -> NodeView {
        let record = nodes[name]?.record ?? NodeRecord()
        let reading = reading(name, at: now)
        var view = NodeView(
            name: name,
            role: Self.role(reading),
            lastRole: nodes[name]?.postgresReading.map(Self.role),
            reachable: reading != nil,
            observedAge: record.lastReadingAt?.duration(to: now),
            failure: record.failure,
            reach: record.reach,
            lag: standby?.lag,
            delay: standby == nil ? nil : applyDelay(of: name, at: now),
            upstream: standby?.link.upstream,
            timeline: reading?.timeline ?? reading?.timelineProof?.timeline,
            version: nodes[name]?.postgresReading.map { Self.version($0.serverVersion) },
            details: reading.map { details(of: name, $0, at: now) } ?? [])
        view.rates = reading == nil ? nil : nodes[name]?.rateMeter.rates(at: now)
        view.trend = standby?.trend
        view.readiness = readiness
        view.slots = slotViews(of: name, at: now)
        return view
    }

    private static func role(_ reading: PostgresReading?) -> String {
        guard let reading else { return "unknown" }
        return reading.primary != nil ? "primary" : "standby"
    }

    /// 150018 → 15.18, as `server_version_num` is composed from version 10 on.
    private static func version(_ number: Int) -> String {
        "\(number / 10_000).\(number % 10_000)"
    }

    /// Positions and states, the server's identity, and what is counted on it, in the server's own terms.
    private func details(of name: String, _ reading: PostgresReading, at now: MonotonicInstant) -> [Evidence] {
        Self.position(reading)
            + [
                Evidence("system_identifier", optional: reading.systemIdentifier),
                Evidence("oldest_wal_lsn", optional: reading.inventory?.oldestWAL),
                Evidence("wal_directory_bytes", optional: reading.inventory?.walDirectoryBytes),
                Evidence("inventory_not_read", optional: reading.inventoryFailure),
                Evidence("client_sessions", optional: reading.sessions?.clients),
                Evidence("free_client_sessions", optional: reading.sessions?.freeForClients),
                Evidence("free_wal_senders", optional: reading.sessions?.freeWALSenders),
            ].compactMap(\.self) + senderCounts(of: name, reading, at: now)
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

    /// WAL senders by whom they serve. Those of standbys that are not configured are no fault: a new node runs before it
    /// is written into the configuration.
    private func senderCounts(of name: String, _ reading: PostgresReading, at now: MonotonicInstant) -> [Evidence] {
        // replmon's own proof of a timeline, or another replmon's, shows up for milliseconds.
        let senders = reading.walSenders.filter { $0.applicationName != "replmon" }
        let kinds = Dictionary(grouping: senders, by: reading.kind).mapValues(\.count)
        let unrecognised = declarations.map(\.name).filter { standby in
            nodes[standby]?.join?.upstream == name && sender(for: standby, at: now) == nil
        }
        let unclaimed = unclaimedSenders(of: name, except: nil, at: now).count - unrecognised.count
        return WALSenderKind.allCases.compactMap { kind in
            kinds[kind].map { Evidence("\(kind.rawValue)_wal_senders", "\($0)") }
        } + (unclaimed > 0 ? [Evidence("unconfigured_standbys", "\(unclaimed)")] : [])
    }
}
