extension PostgresCluster {
    /// The cluster at `now`.
    public func view(at now: MonotonicInstant) -> ClusterView {
        let standbys = declarations.map(\.name).filter { isStandby($0) }
        let links = standbys.map { link(to: $0, at: now) }
        let lags = Dictionary(standbys.map { ($0, lag(of: $0, at: now)) }, uniquingKeysWith: { $1 })
        return ClusterView(
            name: name, kind: .postgresql,
            nodes: declarations.map { nodeView($0.name, lag: lags[$0.name], at: now) },
            links: links,
            conditions: conditions(links: links, lags: lags, at: now),
            firstRoundDone: declarations.allSatisfy { nodes[$0.name]?.record.latest != nil })
    }

    /// By its last reading, or before the first by the declaration.
    func isStandby(_ name: String) -> Bool {
        guard let reading = nodes[name]?.postgresReading else { return nodes[name]?.declaration.upstream != nil }
        return reading.standby != nil
    }

    private func nodeView(_ name: String, lag: Lag?, at now: MonotonicInstant) -> NodeView {
        let record = nodes[name]?.record ?? NodeRecord()
        let reading = reading(name, at: now)
        return NodeView(
            name: name,
            role: Self.role(reading),
            lastRole: nodes[name]?.postgresReading.map(Self.role),
            reachable: reading != nil,
            observedAge: record.lastReadingAt?.duration(to: now),
            failure: record.failure,
            reach: record.reach,
            lag: lag,
            delay: lag == nil ? nil : applyDelay(of: name, at: now),
            upstream: isStandby(name) ? upstream(of: name, at: now) : nil,
            timeline: reading?.timeline,
            version: nodes[name]?.postgresReading.map { Self.version($0.serverVersion) },
            details: reading.map(Self.details) ?? [])
    }

    private static func role(_ reading: PostgresReading?) -> String {
        guard let reading else { return "unknown" }
        return reading.primary != nil ? "primary" : "standby"
    }

    /// 150018 → 15.18, as `server_version_num` is composed from version 10 on.
    private static func version(_ number: Int) -> String {
        "\(number / 10_000).\(number % 10_000)"
    }

    private static func details(_ reading: PostgresReading) -> [Evidence] {
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
}
