extension MongoReplicaSet {
    /// The set at `now`.
    public func view(at now: MonotonicInstant) -> ClusterView {
        let followers = members.filter { follows($0, at: now) }
        let lags = Dictionary(followers.map { ($0, lag(of: $0, at: now)) }, uniquingKeysWith: { $1 })
        return ClusterView(
            name: name, kind: .mongodb,
            nodes: members.map { nodeView($0, lag: lags[$0], at: now) },
            links: followers.map { link(to: $0, lags: lags, at: now) },
            conditions: conditions(lags: lags, at: now),
            firstRoundDone: members.allSatisfy { nodes[$0]?.record.latest != nil })
    }

    /// Whether a member copies data from another: not the primary, not an arbiter, and known at all.
    private func follows(_ host: String, at now: MonotonicInstant) -> Bool {
        guard !isArbiter(host, at: now), host != primary(at: now) else { return false }
        return nodes[host]?.record.lastReading != nil || declaration(of: host) != nil
    }

    private func nodeView(_ host: String, lag: Lag?, at now: MonotonicInstant) -> NodeView {
        let record = nodes[host]?.record ?? NodeRecord()
        let reading = reading(host, at: now)
        let delay = declaration(of: host)?.delay
        return NodeView(
            name: host,
            role: state(of: host, at: now)?.name ?? "unknown",
            lastRole: lastRole(record),
            reachable: reading != nil,
            observedAge: record.lastReadingAt?.duration(to: now),
            failure: record.failure,
            reach: record.reach,
            lag: lag,
            delay: lag == nil ? nil : delay.flatMap { $0 > .zero ? $0 : nil },
            upstream: lag == nil ? nil : syncSource(of: host, at: now),
            term: term(of: host, at: now),
            version: reading.flatMap { Self.release(ofWireVersion: $0.hello.maxWireVersion) },
            details: details(host, reading, at: now))
    }

    private func lastRole(_ record: NodeRecord) -> String? {
        guard case .mongodb(let reading) = record.lastReading else { return nil }
        if let state = reading.status?.myState { return state.name }
        if reading.hello.arbiterOnly { return MemberState.arbiter.name }
        return reading.hello.isWritablePrimary
            ? MemberState.primary.name : reading.hello.secondary ? MemberState.secondary.name : nil
    }

    /// The release family that `maxWireVersion` stands for; `hello` tells no more without credentials.
    private static func release(ofWireVersion version: Int32) -> String? {
        let releases: [Int32: String] = [
            6: "3.6", 7: "4.0", 8: "4.2", 9: "4.4", 13: "5.0", 14: "5.1", 15: "5.2", 16: "5.3", 17: "6.0", 18: "6.1",
            19: "6.2", 20: "6.3", 21: "7.0", 25: "8.0",
        ]
        return releases[version]
    }

    private func details(_ host: String, _ reading: MongoReading?, at now: MonotonicInstant) -> [Evidence] {
        let own = reading?.status?.own
        let views = peerViews(of: host, at: now).map { view in
            Evidence("seen_by_\(view.witness)", view.row.healthy ? view.row.state.name : "not reachable")
        }
        return [
            Evidence("optime", optional: own?.opTime ?? reading?.hello.lastWrite),
            Evidence("last_applied_wall_time", optional: own?.lastAppliedWallTime),
            Evidence("message", optional: own?.message),
            declaration(of: host)?.hidden == true ? Evidence("hidden", "true") : nil,
        ].compactMap(\.self) + views
    }

    /// Whom a member pulls from, by its own word or the primary's.
    func syncSource(of host: String, at now: MonotonicInstant) -> String? {
        let own = reading(host, at: now)?.status?.syncSourceHost
        let told = peerViews(of: host, at: now).compactMap(\.row.syncSourceHost)
        return ([own].compactMap(\.self) + told).first { !$0.isEmpty }
    }

    /// Behind the sync source by what it is behind the primary beyond its source's own lag.
    private func linkLag(of host: String, source: String?, lags: [String: Lag]) -> Lag {
        guard let source, let lag = lags[host] else { return Lag(time: .unknown("no sync source")) }
        guard let sourceLag = lags[source] else { return lag }
        guard let ahead = sourceLag.time.value else { return Lag(time: sourceLag.time) }
        return Lag(time: lag.time.map { max(.zero, $0 - ahead) }, errorBound: lag.errorBound)
    }

    private func link(to host: String, lags: [String: Lag], at now: MonotonicInstant) -> LinkView {
        let source = syncSource(of: host, at: now)
        let state: LinkState =
            switch (self.state(of: host, at: now), source) {
            case (nil, _): .unknown
            case (.secondary?, nil) where reading(host, at: now)?.status == nil: .unknown
            case (.secondary?, _?): .streaming
            case (.startup2?, _?), (.recovering?, _?): .catchup
            case (_?, nil): .disconnected
            case (_?, _?): .unknown
            }
        return LinkView(
            upstream: source, downstream: host, state: state, lag: linkLag(of: host, source: source, lags: lags),
            evidence: [Evidence("sync_source", source ?? "none")])
    }
}
