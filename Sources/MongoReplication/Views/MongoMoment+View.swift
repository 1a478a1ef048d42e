internal import ReplicationCore

extension MongoMoment {
    /// The view of a judged moment.
    var view: ClusterView {
        var view = ClusterView(
            name: name, kind: .mongodb,
            nodes: members.map { nodeView($0, lag: lags[$0]) }
                + departed,
            links: followers.map { link(to: $0) },
            conditions: conditions,
            firstRoundDone: isFirstRoundDone)
        view.replicaSet = ReplicaSetView(
            availability: availability, peerReports: peerReports, elections: ledger.elections,
            rollbacks: ledger.rollbacks, configVersion: membership.newestRevision?.version,
            configTerm: membership.newestRevision?.term)
        view.replicaSet?.removed = Set(membership.departures.keys)
        view.replicaSet?.electionsWon = ledger.electionsWon
        return view
    }

    /// The members that copy data from another.
    var followers: [String] { members.filter { follows($0) } }

    /// Whether a member copies data from another: not the primary, not an arbiter, and known at all.
    private func follows(_ host: String) -> Bool {
        guard !isArbiter(host), host != primary else { return false }
        return nodes[host]?.record.lastReading != nil || declaration(of: host) != nil
    }

    private func nodeView(_ host: String, lag: Lag?) -> NodeView {
        let record = nodes[host]?.record ?? NodeRecord<MongoReading>()
        let reading = reading(host)
        let delay = declaration(of: host)?.delay
        return NodeView(
            name: host,
            role: state(of: host)?.name ?? "unknown",
            lastRole: lastRole(record),
            reachable: reading != nil,
            observedAge: record.lastReadingAt?.duration(to: now),
            failure: record.failure,
            reach: record.reach,
            lag: lag,
            delay: lag == nil ? nil : delay.flatMap { $0 > .zero ? $0 : nil },
            upstream: lag == nil ? nil : syncSource(of: host),
            version: version(of: host),
            details: details(host, reading)
                + [Evidence("lag_compared_with", optional: lag?.comparedWith)].compactMap(\.self),
            engine: .mongodb(member(host, reading)))
    }

    private var departed: [NodeView] {
        let apart = apart
        return membership.departed(at: now, and: apart).map { host, ago in
            departed(host, ago: ago, isApart: apart.contains(host))
        }
    }

    /// A member that was removed: shown for a while, answering or not, and nothing is expected of it. One that lives on
    /// in a set of its own is shown as what it is there.
    private func departed(_ host: String, ago: Duration, isApart: Bool) -> NodeView {
        let state = isApart ? state(of: host)?.name ?? "unknown" : MemberState.removed.name
        let record = nodes[host]?.record ?? NodeRecord<MongoReading>()
        let reading = reading(host)
        return NodeView(
            name: host, role: state, lastRole: lastRole(record), reachable: reading != nil,
            observedAge: record.lastReadingAt?.duration(to: now), failure: record.failure, reach: record.reach,
            version: version(of: host),
            details: [
                Evidence("removed_seconds_ago", "\(ago.components.seconds)"),
                Evidence("set", optional: reading?.hello.setName),
            ].compactMap(\.self),
            engine: isApart ? .mongodb(MemberView(term: term(of: host))) : nil)
    }

    private func member(_ host: String, _ reading: MongoReading?) -> MemberView {
        let (declared, skew) = (declaration(of: host), clockSkew(of: host))
        var view = MemberView(term: term(of: host))
        view.votes = declared?.votes
        view.priority = declared?.priority
        view.isHidden = declared?.hidden ?? false
        let revision = revision(of: host)
        view.configVersion = revision?.version
        view.configTerm = revision?.term
        view.oplog = oplog(of: host)
        view.initialSync = initialSync(of: host)
        view.lagDataAge = lagDataAge(of: host)
        view.clockSkew = skew?.skew
        view.clockSkewBound = skew?.bound
        view.certificateExpiresAt = reading?.server?.certificateExpiresAt
        view.featureCompatibilityVersion = reading?.server?.featureCompatibilityVersion
        view.rollbackID = reading?.server?.rollbackID
        return view
    }

    private func lastRole(_ record: NodeRecord<MongoReading>) -> String? {
        guard let reading = record.lastReading else { return nil }
        if let state = reading.status?.myState { return state.name }
        if reading.hello.arbiterOnly { return MemberState.arbiter.name }
        return reading.hello.isWritablePrimary
            ? MemberState.primary.name : reading.hello.secondary ? MemberState.secondary.name : nil
    }

    private func details(_ host: String, _ reading: MongoReading?) -> [Evidence] {
        let (own, declared) = (reading?.status?.own, declaration(of: host))
        let election = reading?.status?.election
        let views = peerViews(of: host).map { view in
            Evidence(
                "seen_by", of: view.witness,
                view.row.healthy
                    ? view.row.state.name + (view.row.ping.map { ", ping \(HumanText.age($0))" } ?? "")
                    : "not reachable")
        }
        return [
            Evidence("optime", optional: own?.opTime ?? reading?.hello.lastWrite),
            Evidence("last_applied_wall_time", optional: own?.lastAppliedWallTime),
            Evidence("config", optional: revision(of: host)),
            Evidence("election_reason", optional: election?.reason),
            Evidence("elected_at", optional: election?.date),
            Evidence("rbid", optional: reading?.server?.rollbackID),
            Evidence("message", optional: own?.message),
            declared?.hidden == true ? Evidence("hidden", "true") : nil,
            declared.flatMap { $0.votes == 0 ? Evidence("votes", "0") : nil },
            declared.flatMap { $0.priority == 1 || $0.arbiterOnly ? nil : Evidence("priority", "\($0.priority)") },
        ].compactMap(\.self) + views
    }

    /// Whom a member pulls from, by its own word or the primary's.
    func syncSource(of host: String) -> String? {
        let own = reading(host)?.status?.syncSourceHost
        let told = peerViews(of: host).compactMap(\.row.syncSourceHost)
        return ([own].compactMap(\.self) + told).first { !$0.isEmpty }
    }

    /// Behind the sync source by what it is behind the primary beyond its source's own lag.
    private func linkLag(of host: String, source: String?) -> Lag {
        guard let source, let lag = lags[host] else { return Lag(time: .unknown("no sync source")) }
        guard let sourceLag = lags[source] else { return lag }
        guard let ahead = sourceLag.time.value else { return Lag(time: sourceLag.time) }
        return Lag(time: lag.time.map { max(.zero, $0 - ahead) }, errorBound: lag.errorBound)
    }

    private func keepsUp(_ host: String, _ lag: Lag?) -> Bool {
        guard let time = lag?.time.value else { return false }
        return time - delay(of: host) <= Self.applyTolerance
    }

    private func link(to host: String) -> LinkView {
        let source = syncSource(of: host)
        let state: LinkState =
            switch (self.state(of: host), source) {
            case (nil, _): .unknown
            case (.secondary?, nil) where reading(host)?.status == nil: .unknown
            case (.secondary?, _?): .streaming
            case (.recovering?, _?) where keepsUp(host, lags[host]): .streaming
            case (.startup2?, _?), (.recovering?, _?): .catchup
            case (_?, nil): .disconnected
            case (_?, _?): .unknown
            }
        return LinkView(
            upstream: source, downstream: host, state: state, lag: linkLag(of: host, source: source),
            evidence: [Evidence("sync_source", source ?? "none")])
    }
}
