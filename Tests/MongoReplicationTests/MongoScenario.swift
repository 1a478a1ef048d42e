import TestSupport

@testable import MongoReplication
@testable import ReplicationCore

/// A replica set under test: simulated members, what they say of each other, and a clock moved by hand.
///
/// Each round of `run` is one poll of every member the set names, a millisecond apart.
struct MongoScenario {
    static let pollInterval = Duration.seconds(5)

    private(set) var now = MonotonicInstant.at(100_000)
    private(set) var replicaSet: MongoReplicaSet
    /// The configuration that members report.
    var config: ReplicaSetConfig
    /// Each member's state; `nil` for one whose process is gone.
    var states: [String: MemberState] = [:]
    /// The wall time of the last oplog entry that each member applied.
    var applied: [String: WallInstant] = [:]
    /// Members that do not answer us, and how; their peers may still hear them.
    var failures: [String: ProbeFailure] = [:]
    /// Why members show nothing but `hello`.
    var statusFailures: [String: ProbeFailure] = [:]
    /// What a member says instead of the simulated answer.
    var answers: [String: MongoReading] = [:]
    /// Slow facts of a member; the time of their reading is filled in.
    var servers: [String: MongoServerStatus] = [:]
    /// Whether members that have none there tell those of a young 6.0 without TLS.
    var readsServers = true
    /// What a member's clock is ahead by.
    var skew: [String: Duration] = [:]
    /// Who does not reach whom, whoever hears whom: `[witness: subjects]`.
    var blind: [String: Set<String>] = [:]
    /// Last changes to what a member answers.
    var adjust: [String: @Sendable (inout MongoReading) -> Void] = [:]
    /// Before 4.4.11 there are only whole seconds.
    var wallTimes = true
    var term: Int64 = 1
    /// When each member was last heard by its peers.
    private var heard: [String: MonotonicInstant] = [:]

    /// Two data members `a:1` (primary) and `b:1`, and the arbiter `c:1`.
    init(
        seeds: [String] = ["a:1", "b:1", "c:1"], expectedSet: String? = "rs0",
        members: [ReplicaSetConfig.Member]? = nil, pollInterval: Duration = pollInterval
    ) {
        replicaSet = MongoReplicaSet(
            name: "media", seeds: seeds, expectedSet: expectedSet,
            limits: StalenessLimits(pollInterval: pollInterval, probeTimeout: .seconds(2)))
        config = ReplicaSetConfig(
            set: "rs0", version: 3, term: 1,
            members: members ?? [
                .init(id: 0, host: "a:1"), .init(id: 1, host: "b:1"), .init(id: 2, host: "c:1", arbiterOnly: true),
            ])
        for member in config.members {
            states[member.host] = member.arbiterOnly ? .arbiter : member.id == 0 ? .primary : .secondary
        }
        write()
    }

    // MARK: What happens to the set

    /// The primary writes now; members other than `except` apply it at once.
    mutating func write(except behind: String...) {
        for host in states.keys where states[host] != .arbiter && !behind.contains(host) {
            applied[host] = .clock(at: now)
        }
    }

    /// A member's process ends.
    mutating func kill(_ host: String) {
        states[host] = nil
        failures[host] = .connect("connection refused")
    }

    // MARK: Time

    mutating func run(for duration: Duration, _ change: (inout MongoScenario) -> Void = { _ in }) {
        let end = now.advanced(by: duration)
        while now < end {
            now = now.advanced(by: Self.pollInterval)
            change(&self)
            round()
        }
    }

    mutating func wait(_ duration: Duration) {
        now = now.advanced(by: duration)
    }

    mutating func round() {
        for host in states.keys { heard[host] = now.advanced(by: .milliseconds(-500)) }
        for host in replicaSet.members { poll(host) }
    }

    mutating func poll(_ host: String) {
        now = now.advanced(by: .milliseconds(1))
        let result: Result<MongoReading, ProbeFailure> =
            failures[host].map { .failure($0) } ?? .success(answers[host] ?? adjusted(host))
        replicaSet.record(Observation(startedAt: now, completedAt: now, result: result), of: host)
    }

    // MARK: What members answer

    private func adjusted(_ host: String) -> MongoReading {
        var reading = reading(host)
        adjust[host]?(&reading)
        return reading
    }

    func reading(_ host: String) -> MongoReading {
        let state = states[host] ?? .unknown
        var reading = MongoReading(hello: hello(host, state: state))
        guard state != .arbiter, state != .removed else { return reading }
        reading.statusFailure = statusFailures[host]
        guard statusFailures[host] == nil else { return reading }
        reading.config = config
        reading.server = servers[host] ?? (readsServers ? .young : nil)
        reading.server?.observedAt = now
        reading.status = ReplicaSetStatus(
            set: "rs0", date: .clock(at: now, skew: skew[host] ?? .zero), myState: state, term: term,
            syncSourceHost: state == .secondary || state == .recovering ? primary : nil,
            members: config.members.map { row($0, of: host) })
        // A majority has what the primary wrote.
        let written = primary.flatMap { applied[$0] }
        reading.status?.lastCommitted = written.map {
            OpTime(seconds: UInt32(clamping: $0.milliseconds / 1000), increment: 1, term: term)
        }
        reading.status?.lastCommittedWallTime = wallTimes ? written : nil
        return reading
    }

    var primary: String? {
        config.members.map(\.host).first { states[$0] == .primary }
    }

    private func hello(_ host: String, state: MemberState) -> HelloReply {
        HelloReply(
            setName: state == .removed ? nil : "rs0", me: host, primary: primary, isWritablePrimary: state == .primary,
            secondary: state == .secondary, arbiterOnly: state == .arbiter,
            members: config.members.filter { !$0.hidden }.map(\.host), setVersion: config.version,
            electionTerm: state == .primary ? term : nil, localTime: .clock(at: now, skew: skew[host] ?? .zero),
            maxWireVersion: 17)
    }

    private func row(_ member: ReplicaSetConfig.Member, of witness: String) -> ReplicaSetStatus.Member {
        let host = member.host
        let isSelf = host == witness
        let isSeen = isSelf || blind[witness]?.contains(host) != true
        let wasHeard = heard[host].map { $0.duration(to: now) < .seconds(10) } ?? false
        let lives = isSelf || isSeen && (states[host] != nil || wasHeard)
        let time = lives ? applied[host] : WallInstant(milliseconds: 0)
        var row = ReplicaSetStatus.Member(
            id: member.id, name: host, healthy: lives, state: lives ? states[host] ?? .secondary : .down,
            isSelf: isSelf)
        if !member.arbiterOnly {
            row.opTime = OpTime(
                seconds: UInt32(clamping: (time?.milliseconds ?? 0) / 1000), increment: 1, term: lives ? term : -1)
            row.lastAppliedWallTime = wallTimes ? time : nil
        }
        (row.configVersion, row.configTerm) = (config.version, config.term)
        row.lastHeartbeatReceived = isSelf ? nil : heard[host].map { .clock(at: $0) }
        return row
    }

    // MARK: What is seen

    var view: ClusterView { replicaSet.view(at: now) }

    func node(_ host: String) -> NodeView? { view.nodes.first { $0.name == host } }

    func lag(_ host: String) -> Known<Duration>? { node(host)?.lag?.time }

    func truth(_ alert: AlertName, _ host: String? = nil) -> Condition.Truth? {
        view.conditions.first { $0.alert == alert && $0.subject.node == host }?.truth
    }

    /// Conditions that hold, cannot be told, or measure more than nothing.
    var complaints: [Condition] {
        view.conditions.filter { condition in
            switch condition.truth {
            case .holds, .holdsAsWarning, .unknown, .measuredAtLeast: true
            case .clear: false
            case .measured(let time): time > .zero
            }
        }
    }
}
