package import ReplicationCore

/// Everything known of one MongoDB replica set, folded from the observations of its members.
///
/// `record` takes observations in the order they complete; `view` answers for any instant. Neither does I/O nor reads
/// a clock. Members are known by their names in the set's configuration, in lower case.
package struct MongoReplicaSet: Sendable {
    /// The cluster's name in the configuration.
    package let name: String
    let limits: StalenessLimits
    private(set) var nodes: [String: MongoMember] = [:]
    private(set) var membership: ReplicaSetMembership
    /// The elections and rollbacks of the set since it is watched.
    private(set) var ledger = ReplicaSetLedger()
    /// Since when a member's answers show an older configuration than the newest known.
    private(set) var configStaleSince: [String: MonotonicInstant] = [:]
    /// Whether every member was polled once; members that come later do not take it back.
    private(set) var isFirstRoundDone = false

    package init(name: String, seeds: [String], expectedSet: String? = nil, limits: StalenessLimits) {
        self.name = name
        self.limits = limits
        membership = ReplicaSetMembership(seeds: seeds, expectedSet: expectedSet)
    }

    /// The set under another configuration; what is known of its members is kept while a seed names one of them.
    package func reconfigured(seeds: [String], expectedSet: String?, limits: StalenessLimits) -> MongoReplicaSet {
        var set = MongoReplicaSet(name: name, seeds: seeds, expectedSet: expectedSet, limits: limits)
        guard let membership = membership.reconfigured(seeds: seeds, expectedSet: expectedSet) else { return set }
        set.membership = membership
        set.nodes = nodes
        set.ledger = ledger
        set.configStaleSince = configStaleSince
        set.isFirstRoundDone = isFirstRoundDone
        return set
    }

    /// The newest configuration any member has shown.
    var config: ReplicaSetConfig? { membership.config }

    /// The hosts that conditions are about: the members of the newest known configuration, else those that `hello`
    /// named, else the seeds.
    package var members: [String] { membership.members }

    /// The hosts to poll: the members, those removed lately as long as they are shown, and seeds that may be members.
    package var polled: [String] { membership.polled }

    /// `rbid` of each member as last read: a restarted replmon needs it to see rollbacks of the meantime.
    package var rollbackIDs: [String: RollbackIDReading] {
        get { ledger.rollbackIDs }
        set { ledger.rollbackIDs = newValue }
    }

    /// Takes one poll's outcome.
    package mutating func record(_ observation: Observation<MongoReading>, of host: String) {
        let (host, now, observation) = (host.lowercased(), observation.completedAt, observation.withLowercaseHosts)
        membership.forgetDeparted(at: now, except: moment(at: now).splitOff)
        // A poll may outlive its member's place in the set.
        guard polled.contains(host) else { return }
        membership.noteAsked(host)
        nodes[host, default: MongoMember()].record(observation)
        learnMembers(from: observation, of: host)
        forgetFormerMembers()
        isFirstRoundDone = isFirstRoundDone || members.allSatisfy { nodes[$0]?.record.latest != nil }
        guard members.contains(host) else { return }
        noteConfiguration(of: host, at: now)
        let moment = moment(at: now)
        var ledger = ledger
        ledger.record(observation, of: host, in: moment)
        self.ledger = ledger
    }

    /// The set at `now`.
    package func view(at now: MonotonicInstant) -> ClusterView {
        moment(at: now).judged().view
    }

    func moment(at now: MonotonicInstant) -> MongoMoment {
        MongoMoment(self, now: now)
    }

    private mutating func learnMembers(from observation: Observation<MongoReading>, of host: String) {
        guard case .success(let reading) = observation.result, belongs(reading.hello),
            membership.listens(to: host)
        else { return }
        let now = observation.completedAt
        if let shown = reading.config, shown.set == reading.hello.setName, !shown.members.isEmpty {
            follow(shown, at: now)
        } else if config == nil || !isConfigurationShown(at: now) {
            let hidden = members.filter { member in
                guard let reading = nodes[member]?.lastReading else { return false }
                return belongs(reading.hello) && (reading.hello.hidden || reading.hello.delay != nil)
            }
            membership.note(reading.hello, of: host, hidden: hidden, at: now)
        }
    }

    private func isConfigurationShown(at now: MonotonicInstant) -> Bool {
        let moment = moment(at: now)
        return members.contains { moment.memberReading($0)?.config != nil }
    }

    /// The newest configuration wins, whichever member shows it. One of a set that was initiated anew under the same
    /// name is not comparable with the one that is known: it wins when most of the members that hold data are there,
    /// and the history begins anew.
    private mutating func follow(_ shown: ReplicaSetConfig, at now: MonotonicInstant) {
        guard let config else { return membership.follow(shown, at: now) }
        if shown.isSameSet(as: config) {
            if shown.revision.isNewer(than: config.revision) { membership.follow(shown, at: now) }
        } else if moment(at: now).isAbandoned(config) {
            membership.follow(shown, at: now)
            ledger = ReplicaSetLedger()
            configStaleSince = [:]
        }
    }

    private mutating func forgetFormerMembers() {
        let known = Set(polled)
        nodes = nodes.filter { known.contains($0.key) }
        configStaleSince = configStaleSince.filter { known.contains($0.key) }
        ledger.forget { !known.contains($0) }
    }

    private mutating func noteConfiguration(of host: String, at now: MonotonicInstant) {
        guard let newest = membership.newestRevision, let own = moment(at: now).revision(of: host) else { return }
        configStaleSince[host] = newest.isNewer(than: own) ? configStaleSince[host] ?? now : nil
    }

    /// Whether a server that answered is a member of the set that is watched.
    func belongs(_ hello: HelloReply) -> Bool {
        guard let setName = hello.setName else { return false }
        return setName == (membership.setName ?? setName)
    }

    func declaration(of host: String) -> ReplicaSetConfig.Member? {
        config?.members.first { $0.host == host }
    }
}
