internal import Alerting
internal import Dispatch
internal import History
internal import Notification
internal import QueueExecutor
internal import ReplicationCore
internal import StatusAPI

/// Turns observations into one published snapshot, and transitions into announcements.
///
/// Everything happens on one serial queue, in the order it arrives. A tick each second runs the same path without a new
/// observation, so that dwell and staleness advance while every probe hangs; the watchdog is fed from here and nowhere
/// else, so that it proves this loop alive.
actor Coordinator {
    private let executor = QueueExecutor(label: "replmon.coordinator")
    private let schedulerExecutor = QueueExecutor(label: "replmon.scheduler")
    private let factory: ProbeFactory
    let announcer: Announcer
    /// `nil` until there is a configuration that says where.
    private(set) var history: History?
    let notifier: AlertmanagerNotifier
    let startedAt = MonotonicClock.wallNow()
    nonisolated let store: SnapshotStore

    var clusters: [WatchedCluster] = []
    /// Where each cluster is in `clusters`, and in the snapshot.
    var places: [String: Int] = [:]
    /// What was last said of replmon itself.
    var ours: [Condition] = []
    /// Changed by what admins do, too.
    var desk: AlertDesk
    var recorder: Recorder
    /// What MongoDB members told before replmon was restarted, until their cluster takes it over.
    private var remembered: [HistoryBatch.MemberRollbackID] = []
    var lateness = ProbeLateness()
    private var lastTickAt: MonotonicInstant?
    private var lastTendedAt: MonotonicInstant?
    private var wasSaving = true
    /// When the file that was last told to be moved aside was.
    private var movedAsideAt: MonotonicInstant?
    /// Nothing is judged any more: with no cluster watched every alert would look over.
    var isClosed = false
    private var pollers: [NodeKey: NodePoller] = [:]
    /// How many pollers each cluster has.
    private var pollerCounts: [String: Int] = [:]
    private var news = NodeNews()
    var reload = ReloadOutcome(problem: nil, succeededAt: MonotonicClock.wallNow())
    private var timer: (any DispatchSourceTimer)?

    struct NodeKey: Hashable {
        var cluster: String
        var node: String
    }

    /// How the last reading of the configuration ended.
    struct ReloadOutcome {
        var problem: String?
        var succeededAt: WallInstant
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init(
        factory: @escaping ProbeFactory, announcer: Announcer, notifier: AlertmanagerNotifier = .toNobody
    ) {
        self.factory = factory
        self.announcer = announcer
        self.notifier = notifier
        desk = AlertDesk(remembered: Remembered(), now: MonotonicClock.now(), wallNow: startedAt)
        recorder = Recorder(remembered: Remembered())
        store = SnapshotStore(
            Snapshot(
                generatedAt: startedAt, instant: MonotonicClock.now(), clusters: [], alerts: [],
                daemon: DaemonStatus(
                    version: replmonVersion, startedAt: startedAt, lastReloadSuccessful: true,
                    lastReloadSuccessAt: startedAt, probes: [])))
    }

    /// Goes on where a former process stopped, and keeps what happens from now on. To be called before ``apply(_:)``.
    func adopt(_ history: History, remembering remembered: Remembered) {
        self.history = history
        desk = AlertDesk(remembered: remembered, now: MonotonicClock.now(), wallNow: MonotonicClock.wallNow())
        recorder = Recorder(remembered: remembered)
        self.remembered = remembered.rollbackIDs
    }

    /// Starts the one-second tick.
    func start() {
        let timer = DispatchSource.makeTimerSource(queue: executor.queue)
        timer.schedule(deadline: .now() + .seconds(1), repeating: .seconds(1), leeway: .milliseconds(10))
        timer.setEventHandler { [weak self] in
            self?.assumeIsolated { $0.tick() }
        }
        timer.activate()
        self.timer = timer
    }

    /// Runs these clusters from now on. What did not change keeps its connections and its history.
    /// Returns what was changed, for the operator.
    func apply(_ plans: [ClusterPlan]) async -> [String] {
        guard !isClosed else { return [] }
        let known = Dictionary(clusters.map { ($0.plan.name, $0) }, uniquingKeysWith: { $1 })
        clusters = plans.map { known[$0.name]?.replanned($0) ?? watched($0) }
        places = Dictionary(
            clusters.enumerated().map { ($1.plan.name, $0) }, uniquingKeysWith: { first, _ in first })
        reload = ReloadOutcome(problem: nil, succeededAt: MonotonicClock.wallNow())
        // Published before anything is awaited: no request may see the clusters of before, or none.
        evaluate(at: MonotonicClock.now())
        return await reconcilePollers()
    }

    private func watched(_ plan: ClusterPlan) -> WatchedCluster {
        var cluster = WatchedCluster(plan: plan)
        cluster.remember(remembered.filter { $0.cluster == plan.name })
        remembered.removeAll { $0.cluster == plan.name }
        return cluster
    }

    /// Puts in force what could be read only after replmon had begun: the disk was slow, or came late.
    func takeLateMemories(at now: MonotonicInstant) {
        guard let history, let late = history.takeLate() else { return }
        let wallNow = MonotonicClock.wallNow()
        desk.restore(late, now: now, wallNow: wallNow)
        for index in clusters.indices {
            let name = clusters[index].plan.name
            clusters[index].remember(late.rollbackIDs.filter { $0.cluster == name })
        }
        recorder = Recorder(remembered: Remembered())
        history.record(HistoryBatch(alerts: desk.memories(at: now, wallNow: wallNow), silences: desk.silences))
    }

    /// Notes that a configuration was refused: the old one stays, the alert says so.
    func reloadFailed(_ problem: String) {
        reload.problem = problem
        evaluate(at: MonotonicClock.now())
    }

    /// Ends all polling and all connections.
    func close() async {
        isClosed = true
        timer?.cancel()
        timer = nil
        let closing = pollers.values
        pollers = [:]
        clusters = []
        places = [:]
        await withTaskGroup { group in
            for poller in closing { group.addTask { await poller.close() } }
        }
    }

    private func tick() {
        let now = MonotonicClock.now()
        let late = lastTickAt.map { max(.zero, $0.duration(to: now) - .seconds(1)) } ?? .zero
        lastTickAt = now
        takeLateMemories(at: now)
        let due = clusters.indices.filter { clusters[$0].dueAt.map { $0 <= now } ?? true }
        evaluate(due, tickLateness: late, at: now)
        announcer.alive()
        noteSaving()
        if lastTendedAt.map({ $0.duration(to: now) >= .seconds(60) }) ?? true {
            lastTendedAt = now
            history?.tend(wallNow: MonotonicClock.wallNow())
        }
    }

    /// Says when what could not be kept for a while is on disk again; that it cannot is an alert.
    private func noteSaving() {
        switch history?.health {
        case .memoryOnly?: wasSaving = false
        case .startedAnew(let file, let reason, _, let at)? where at != movedAsideAt:
            movedAsideAt = at
            wasSaving = true
            announcer.movedAside(file, reason: reason)
        case .saved?, .startedAnew?, nil:
            if !wasSaving { announcer.savedAgain() }
            wasSaving = true
        }
    }

    private func record(_ observation: NodeObservation, missedSlots: UInt64, of plan: ProbePlan) async {
        let key = NodeKey(cluster: plan.cluster, node: plan.node)
        guard pollers[key]?.plan == plan, let index = places[plan.cluster] else { return }
        count(observation, missedSlots: missedSlots, key: key)
        clusters[index].record(observation, of: plan.node)
        judge(index, at: MonotonicClock.now())
        let hasPollers = hasItsPollers(clusters[index])
        // Whatever is awaited, a reload or the end may come in between.
        await askPeers(of: key, after: observation)
        guard places[plan.cluster] != nil, !hasPollers else { return }
        _ = await reconcilePollers()
    }

    /// Whether exactly the nodes that a cluster wants polled are: those of a replica set come and go.
    private func hasItsPollers(_ cluster: WatchedCluster) -> Bool {
        let wanted = cluster.probes
        return wanted.count == pollerCounts[cluster.plan.name, default: 0]
            && wanted.allSatisfy { pollers[NodeKey(cluster: $0.cluster, node: $0.node)]?.plan == $0 }
    }

    /// When a node begins to fail, or becomes a primary, its peers are asked at once: what they last said is from before.
    /// When one answers again, those that failed with it are: the way to them may be open again too, and nobody is to be
    /// called down for a poll that has yet to come.
    private func askPeers(of key: NodeKey, after observation: NodeObservation) async {
        let wasFailing = news.isFailing(key)
        let isNews = news.isNews(observation, of: key)
        let isBack = wasFailing && !news.isFailing(key)
        guard isNews || isBack else { return }
        let peers = places[key.cluster].map { clusters[$0].probes } ?? []
        for plan in peers where plan.node != key.node {
            let peer = NodeKey(cluster: plan.cluster, node: plan.node)
            if news.isFailing(peer) ? isBack : isNews { await pollers[peer]?.askNow() }
        }
    }

    private func count(_ observation: NodeObservation, missedSlots: UInt64, key: NodeKey) {
        let seconds = observation.startedAt.duration(to: observation.completedAt).seconds
        store.update { snapshot in
            let unknown = ProbeStatistics(cluster: key.cluster, node: key.node)
            snapshot.daemon.statistics[key.cluster, default: [:]][key.node, default: unknown].count(
                seconds: seconds, isFailure: observation.isFailure, missedSlots: missedSlots)
        }
    }

    /// Starts and ends pollers until they are those that the clusters want.
    private func reconcilePollers() async -> [String] {
        let wanted = Dictionary(
            clusters.flatMap(\.probes).map { (NodeKey(cluster: $0.cluster, node: $0.node), $0) },
            uniquingKeysWith: { first, _ in first })
        let known = Set(pollers.keys)
        var changes: [String] = []
        var closing: [NodePoller] = []
        for (key, poller) in pollers where wanted[key] != poller.plan {
            pollers[key] = nil
            closing.append(poller)
            news.forget(key)
            if wanted[key] == nil {
                store.update { $0.daemon.forget(key.node, of: key.cluster) }
                changes.append("\(key.cluster)/\(key.node) removed")
            }
        }
        var starting: [NodePoller] = []
        for (key, plan) in wanted where pollers[key] == nil {
            let poller = NodePoller(plan: plan, executor: schedulerExecutor) { [weak self] observation, missed in
                await self?.record(observation, missedSlots: missed, of: plan)
            }
            pollers[key] = poller
            starting.append(poller)
            changes.append("\(key.cluster)/\(key.node) \(known.contains(key) ? "changed" : "added")")
        }
        pollerCounts = Dictionary(pollers.keys.map { ($0.cluster, 1) }, uniquingKeysWith: +)
        for poller in starting { await poller.start(factory: factory) }
        for poller in closing { await poller.close() }
        return changes.sorted()
    }
}
