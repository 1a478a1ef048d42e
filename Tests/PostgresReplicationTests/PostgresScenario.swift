import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

/// A PostgreSQL cluster under test: simulated servers, the links between them, and a clock moved by hand.
///
/// Each round of `run` is one poll of every node: what links carry arrives first, then the nodes are read, a
/// millisecond apart, in the order of their declarations (upstreams before their standbys).
struct PostgresScenario {
    static let pollInterval = Duration.seconds(5)

    private(set) var now = MonotonicInstant.at(100_000)
    private(set) var cluster: PostgresCluster
    /// What each server would answer; times are stamped when it is read.
    var servers: [String: PostgresReading] = [:]
    /// Nodes that do not answer, and how.
    var failures: [String: ProbeFailure] = [:]
    /// Nodes that are not asked at all.
    var unpolled: Set<String> = []
    /// Standbys whose replay stands still.
    var heldReplay: Set<String> = []
    /// How far each server's clock is ahead of the monitor's.
    var skew: [String: Duration] = [:]
    /// Servers on which replmon's role lacks REPLICATION: they give no proof of their timeline.
    var withoutProof: Set<String> = []
    /// Each server's true timeline and where earlier ones ended, once a promotion made it matter.
    var histories: [String: TimelineProof] = [:]
    let names: [String]
    var flows: [String: Flow] = [:]
    /// Standbys that restore whole segments from the archive of another server, however that answers.
    var archives: [String: String] = [:]
    /// Standbys whose WAL receiver was restarted, and what they had then: see ``restartReceiver(of:isWrittenShown:isSenderShown:)``.
    private var restarted: [String: LSN] = [:]

    struct Flow {
        var upstream: String
        var senderPID: Int32
        var carries = true
        var lastMessageAt: MonotonicInstant
    }

    init(_ declarations: PostgresNodeDeclaration...) {
        self.init(declarations: declarations)
    }

    init(declarations: [PostgresNodeDeclaration]) {
        names = declarations.map(\.name)
        cluster = PostgresCluster(
            name: "orders", nodes: declarations,
            limits: StalenessLimits(pollInterval: Self.pollInterval, probeTimeout: .seconds(2)))
    }

    /// Nodes of which only the names are declared.
    init(names: [String]) {
        self.init(declarations: names.map { PostgresNodeDeclaration(name: $0) })
    }

    /// A primary `db-a` at `start` and a standby `db-b` that streams from it by a slot.
    static func pair(start: UInt64 = 1000, upstream: String? = "db-a") -> PostgresScenario {
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a"), PostgresNodeDeclaration(name: "db-b", upstream: upstream))
        scenario.servers["db-a"] = .primary(at: start)
        scenario.servers["db-b"] = .standby(at: start)
        scenario.connect("db-b", to: "db-a", senderPID: 500, slot: "db_b")
        return scenario
    }

    // MARK: What happens to the servers

    /// A primary writes.
    mutating func write(_ bytes: UInt64, on name: String = "db-a") {
        servers[name]?.changePrimary { $0.currentLSN = LSN(rawValue: $0.currentLSN.rawValue + bytes) }
    }

    /// A standby's WAL receiver connects; a WAL sender and, with `slot`, an active slot appear upstream.
    mutating func connect(
        _ downstream: String, to upstream: String, senderPID: Int32, slot: String? = nil,
        applicationName: String = "walreceiver", senderAddress: PostgresNodeDeclaration.Address? = nil
    ) {
        let timeline = servers[upstream]?.timeline ?? 1
        archives[downstream] = nil
        servers[downstream]?.changeStandby {
            $0.walReceiver = WALReceiver(
                pid: senderPID + 1, status: "streaming", receivedTimeline: timeline, slotName: slot,
                senderHost: senderAddress?.host, senderPort: senderAddress?.port)
        }
        servers[upstream]?.walSenders.append(
            WALSender(
                pid: senderPID, applicationName: applicationName, clientAddress: "10.0.0.9", clientPort: 40_000,
                state: "streaming", syncState: "async"))
        if let slot {
            servers[upstream]?.slots.append(
                ReplicationSlot(name: slot, type: "physical", active: true, activePID: senderPID))
        }
        flows[downstream] = Flow(upstream: upstream, senderPID: senderPID, lastMessageAt: now)
        deliver(to: downstream)
    }

    /// Nothing passes any more, and both ends still look connected (a frozen process, dropped packets).
    mutating func freezeLink(to downstream: String) {
        flows[downstream]?.carries = false
    }

    /// The connection ends: both rows go, the slot turns inactive.
    mutating func cutLink(to downstream: String) {
        dropReceiver(of: downstream)
        guard let flow = flows.removeValue(forKey: downstream) else { return }
        servers[flow.upstream]?.walSenders.removeAll { $0.pid == flow.senderPID }
        let slots = servers[flow.upstream]?.slots ?? []
        servers[flow.upstream]?.slots = slots.map { slot in
            slot.activePID == flow.senderPID ? ReplicationSlot(name: slot.name, type: slot.type, active: false) : slot
        }
    }

    /// Only the standby's end goes.
    mutating func dropReceiver(of downstream: String) {
        servers[downstream]?.changeStandby { $0.walReceiver = nil }
    }

    /// The standby is restarted while it has everything: its new WAL receiver starts at the beginning of the segment, and
    /// the positions it shows stay there until new WAL arrives. Seen on 15 and 18.
    mutating func restartReceiver(of downstream: String, isWrittenShown: Bool, isSenderShown: Bool) {
        guard let flow = flows[downstream], let end = servers[downstream]?.standby?.replayLSN else { return }
        let begin = LSN(rawValue: end.rawValue - end.rawValue % (16 << 20))
        let receipt = clock(downstream)
        servers[downstream]?.changeStandby { standby in
            standby.receiveLSN = begin
            standby.walReceiver?.pid += 1
            standby.walReceiver?.flushedLSN = begin
            standby.walReceiver?.writtenLSN = isWrittenShown ? end : nil
            standby.walReceiver?.lastMessageReceiptTime = receipt
        }
        if let index = servers[flow.upstream]?.walSenders.firstIndex(where: { $0.pid == flow.senderPID }) {
            let confirmed = isSenderShown ? end : nil
            servers[flow.upstream]?.walSenders[index].writeLSN = confirmed
            servers[flow.upstream]?.walSenders[index].flushLSN = confirmed
            servers[flow.upstream]?.walSenders[index].replayLSN = confirmed
        }
        restarted[downstream] = end
    }

    // MARK: Time

    /// Rounds of polls for this long, each after `change`.
    mutating func run(for duration: Duration, _ change: (inout PostgresScenario) -> Void = { _ in }) {
        let end = now.advanced(by: duration)
        while now < end {
            now = now.advanced(by: Self.pollInterval)
            change(&self)
            round()
            for contradiction in view.contradictions { Issue.record("\(contradiction)") }
        }
    }

    /// Time passes without any poll.
    mutating func wait(_ duration: Duration) {
        now = now.advanced(by: duration)
    }

    /// What links carry arrives, then every node is polled once.
    mutating func round() {
        for name in names { deliver(to: name) }
        for name in names { poll(name) }
    }

    mutating func poll(_ name: String, taking duration: Duration = .zero) {
        guard !unpolled.contains(name) else { return }
        let started = now.advanced(by: .milliseconds(1))
        now = started.advanced(by: duration)
        if let failure = failures[name] {
            record(.failure(failure), of: name, from: started)
        } else if var reading = servers[name] {
            reading.serverTime = clock(name)
            if withoutProof.contains(name), reading.inventory == nil { reading.inventory = PostgresInventory() }
            reading.timelineProof = reading.timelineProof ?? proof(of: name, reading)
            record(.success(reading), of: name, from: started)
        }
    }

    private mutating func record(
        _ result: Result<PostgresReading, ProbeFailure>, of name: String, from started: MonotonicInstant
    ) {
        cluster.record(Observation(startedAt: started, completedAt: now, result: result), of: name)
    }

    /// What a server's own clock says now.
    func clock(_ name: String) -> WallInstant {
        .clock(at: now, skew: skew[name] ?? .zero)
    }

    /// A primary is asked for it always, a standby while no WAL receiver tells its timeline.
    private func proof(of name: String, _ reading: PostgresReading) -> TimelineProof? {
        guard !withoutProof.contains(name), let history = histories[name] else { return nil }
        return reading.timeline == nil || (reading.primary != nil && reading.timeline == history.timeline)
            ? history : nil
    }

    /// A live link brings everything at once; an idle one a keepalive every half `wal_receiver_timeout`.
    mutating func deliver(to downstream: String) {
        restore(on: downstream)
        guard var flow = flows[downstream], flow.carries, let end = servers[flow.upstream]?.sendablePosition else {
            return
        }
        let isStillAtItsStart = restarted[downstream] == end
        if !isStillAtItsStart { restarted[downstream] = nil }
        let moved = !isStillAtItsStart && servers[downstream]?.standby?.walReceiver?.flushedLSN != end
        if moved || flow.lastMessageAt.duration(to: now) >= .seconds(30) { flow.lastMessageAt = now }
        let receipt = WallInstant.clock(at: flow.lastMessageAt, skew: skew[downstream] ?? .zero)
        let holds = heldReplay.contains(downstream)
        let timeline = servers[flow.upstream]?.timeline
        if let history = histories[flow.upstream] { histories[downstream] = history }
        let replyTime = clock(downstream)
        servers[downstream]?.changeStandby { standby in
            if !isStillAtItsStart {
                standby.receiveLSN = end
                standby.walReceiver?.flushedLSN = end
            }
            standby.walReceiver?.latestEndLSN = end
            standby.walReceiver?.lastMessageReceiptTime = receipt
            if let timeline { standby.walReceiver?.receivedTimeline = timeline }
            if !holds { standby.replayLSN = end }
        }
        if let index = servers[flow.upstream]?.walSenders.firstIndex(where: { $0.pid == flow.senderPID }) {
            servers[flow.upstream]?.walSenders[index].sentLSN = end
            servers[flow.upstream]?.walSenders[index].replyTime = replyTime
        }
        flows[downstream] = flow
    }

    // MARK: What is seen

    var view: ClusterView { cluster.view(at: now) }

    func node(_ name: String) -> NodeView? { view.nodes.first { $0.name == name } }

    func link(_ downstream: String) -> LinkView? { view.links.first { $0.downstream == downstream } }

    func lag(_ name: String) -> Known<Duration>? { node(name)?.lag?.time }

    func condition(_ alert: AlertName, _ node: String? = nil) -> Condition? {
        view.conditions.first { $0.alert == alert && $0.subject.node == node }
    }

    func truth(_ alert: AlertName, _ node: String? = nil) -> Condition.Truth? {
        condition(alert, node)?.truth
    }

    /// Conditions that hold, or measure more than nothing.
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
