internal import ReplicationCore

extension MongoMoment {
    /// The view of a judged moment.
    var view: ClusterView {
        var view = ClusterView(
            name: name, kind: .mongodb,
            nodes: members.map { nodeView($0, lag: followers[$0]?.lag) } + departed,
            links: members.compactMap { followers[$0] }.map { link(to: $0) },
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
            upstream: lag == nil ? nil : syncSources[host],
            version: version(of: host),
            details: details(host, reading)
                + [Evidence("lag_compared_with", optional: lag?.comparedWith)].compactMap(\.self),
            engine: .mongodb(member(host, reading)))
    }

    private var departed: [NodeView] {
        membership.departed(at: now, and: splitOff).map { host, ago in
            departed(host, ago: ago, isSplitOff: splitOff.contains(host))
        }
    }

    /// A member that was removed: shown for a while, answering or not, and nothing is expected of it. One that goes on
    /// in a set of its own is shown with its state there.
    private func departed(_ host: String, ago: Duration, isSplitOff: Bool) -> NodeView {
        let state = isSplitOff ? state(of: host)?.name ?? "unknown" : MemberState.removed.name
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
            engine: isSplitOff ? .mongodb(MemberView(term: term(of: host))) : nil)
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
        view.initialSync = answering[host]?.initialSync
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
                "seen_by", of: view.reporter,
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

    /// Behind the sync source by its lag behind the primary, less the source's own lag.
    private func linkLag(of follower: Follower) -> Lag {
        guard let source = follower.syncSource else { return Lag(time: .unknown("no sync source")) }
        guard let sourceLag = followers[source]?.lag else { return follower.lag }
        guard let ahead = sourceLag.time.value else { return Lag(time: sourceLag.time) }
        return Lag(time: follower.lag.time.map { max(.zero, $0 - ahead) }, errorBound: follower.lag.errorBound)
    }

    private func keepsUp(_ follower: Follower) -> Bool {
        guard let time = follower.lag.time.value else { return false }
        return time - follower.delay <= Self.applyTolerance
    }

    private func link(to follower: Follower) -> LinkView {
        let source = follower.syncSource
        let state: LinkState =
            switch (follower.state, source) {
            case (nil, _): .unknown
            case (.secondary?, nil) where reading(follower.name)?.status == nil: .unknown
            case (.secondary?, _?): .streaming
            case (.recovering?, _?) where keepsUp(follower): .streaming
            case (.startup2?, _?), (.recovering?, _?): .catchup
            case (let state?, nil): state.isKnown ? .disconnected : .unknown
            case (_?, _?): .unknown
            }
        return LinkView(
            upstream: source, downstream: follower.name, state: state, lag: linkLag(of: follower),
            evidence: [Evidence("sync_source", source ?? "none")])
    }

    private func oplog(of host: String) -> OplogView? {
        guard !isArbiter(host), nodes[host]?.lastReading?.server != nil else { return nil }
        let (window, fill) = (oplogWindow(of: host), nodes[host]?.oplog.fill)
        guard host != primary else { return OplogView(window: window, fill: fill) }
        let headroom = (oplogRooms[host] ?? .unknown(staleReason(host))).headroom
        return OplogView(
            window: window, headroom: headroom.map(\.time), fallsOffIn: headroom.value?.fallsOffIn, fill: fill)
    }
}
