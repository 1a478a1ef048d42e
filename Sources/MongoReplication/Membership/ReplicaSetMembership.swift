internal import ReplicationCore

/// The members of a replica set, followed through its reconfigurations.
struct ReplicaSetMembership: Sendable {
    /// For how long a member that was removed is still shown.
    static let departureShown = Duration.seconds(600)

    let seeds: [String]
    /// The set's name, when the configuration of replmon states it.
    let expectedSet: String?
    /// The newest configuration any member has shown.
    private(set) var config: ReplicaSetConfig? {
        didSet { configured = Self.distinct(config?.members.map(\.host) ?? []) }
    }
    /// Its members.
    private var configured: [String] = []
    /// Members that `hello` named under the newest `setVersion`, while no configuration as new is known.
    private var announced: [String] = []
    private var announcedVersion: Int64?
    private var announcedSet: String?
    /// Seeds that were polled: one that no `hello` names may be a hidden member, which only its own reply shows.
    private var askedSeeds: Set<String> = []
    /// Members that were removed, and when that was learnt.
    private(set) var departures: [String: MonotonicInstant] = [:]

    init(seeds: [String], expectedSet: String?) {
        self.seeds = Self.distinct(seeds.map { $0.lowercased() })
        self.expectedSet = expectedSet
    }

    /// The same set, described otherwise by a new configuration of replmon.
    func reconfigured(seeds: [String], expectedSet: String?) -> ReplicaSetMembership? {
        var membership = ReplicaSetMembership(seeds: seeds, expectedSet: expectedSet)
        guard expectedSet == self.expectedSet, !Set(membership.seeds).isDisjoint(with: members + self.seeds)
        else { return nil }
        membership.config = config
        membership.announced = announced
        membership.announcedVersion = announcedVersion
        membership.announcedSet = announcedSet
        membership.departures = departures
        membership.askedSeeds = askedSeeds
        return membership
    }

    /// The members of the newest known configuration (hidden ones are only there), else those that `hello` named, else
    /// the seeds.
    var members: [String] {
        if config != nil { return configured }
        return announced.isEmpty ? seeds : announced
    }

    /// The hosts to poll: the members, those removed lately as long as they are shown, and seeds that may be members.
    var polled: [String] {
        let open = config == nil ? seeds.filter { !askedSeeds.contains($0) } : []
        return Self.distinct(members + departures.keys.sorted() + open)
    }

    mutating func noteAsked(_ host: String) {
        if seeds.contains(host) { askedSeeds.insert(host) }
    }

    /// Whether the reply of `host` counts: that of a member that was removed does not.
    func listens(to host: String) -> Bool {
        members.contains(host) || seeds.contains(host) && departures[host] == nil
    }

    /// The set's name, as far as it is known.
    var setName: String? { expectedSet ?? config?.set ?? announcedSet }

    /// The newest revision shown, by `replSetGetConfig` or by `hello`.
    var newestRevision: ReplicaSetConfig.Revision? {
        config?.revision ?? announcedVersion.map { ReplicaSetConfig.Revision(version: $0) }
    }

    /// Members removed lately, by name, and for how long that is known.
    func departed(at now: MonotonicInstant, and kept: [String]) -> [(host: String, ago: Duration)] {
        departures.map { ($0.key, $0.value.duration(to: now)) }
            .filter { $0.ago < Self.departureShown || kept.contains($0.host) }
            .sorted { $0.host < $1.host }
    }

    mutating func forgetDeparted(at now: MonotonicInstant, except kept: [String]) {
        departures = departures.filter {
            $0.value.duration(to: now) < Self.departureShown || kept.contains($0.key)
        }
    }

    /// From here on `config` is the set's configuration.
    mutating func follow(_ config: ReplicaSetConfig, at now: MonotonicInstant) {
        changeMembers(at: now) { membership in
            membership.config = config
            (membership.announced, membership.announcedVersion) = ([], nil)
        }
    }

    /// Takes the members that a member's `hello` names. A hidden member is named by no member but itself: one that is
    /// known stays until its own reply no longer names it. A configuration older than that is no longer the set's.
    mutating func note(_ hello: HelloReply, of host: String, hidden: [String], at now: MonotonicInstant) {
        let named = Self.distinct(hello.members + (hello.hidden || hello.delay != nil ? [host] : []))
        let version = hello.setVersion ?? 0
        guard !hello.members.isEmpty, version >= announcedVersion ?? .min,
            config.map({ version > $0.version }) ?? true
        else { return }
        let kept = version == announcedVersion ? announced : hidden
        changeMembers(at: now) { membership in
            membership.config = nil
            membership.announced = Self.distinct(named + kept)
            membership.announcedVersion = version
            membership.announcedSet = hello.setName
        }
    }

    /// Those who were members and are no longer have departed; seeds that were never members have not.
    private mutating func changeMembers(at now: MonotonicInstant, _ change: (inout ReplicaSetMembership) -> Void) {
        let former = config != nil || !announced.isEmpty ? members : []
        change(&self)
        let present = Set(members)
        for host in former where !present.contains(host) { departures[host] = now }
        departures = departures.filter { !present.contains($0.key) }
    }

    private static func distinct(_ hosts: [String]) -> [String] {
        var seen: Set<String> = []
        return hosts.filter { seen.insert($0).inserted }
    }
}
