internal import Alerting
internal import Dispatch
internal import Exposition
internal import QueueExecutor
internal import Replication

/// Turns observations into one published snapshot, and transitions into announcements.
///
/// Everything happens on one serial queue, in the order it arrives. A tick each second runs the same path without a new
/// observation, so that dwell and staleness advance while every probe hangs; the watchdog is fed from here and nowhere
/// else, so that it proves this loop alive.
actor Coordinator {
    private let executor = QueueExecutor(label: "replmon.coordinator")
    private let schedulerExecutor = QueueExecutor(label: "replmon.scheduler")
    private let factory: ProbeFactory
    private let announcer: Announcer
    private let startedAt = MonotonicClock.wallNow()
    nonisolated let store: SnapshotStore

    private var clusters: [WatchedCluster] = []
    private var engine = AlertEngine()
    private var pollers: [NodeKey: NodePoller] = [:]
    private var statistics: [NodeKey: ProbeStatistics] = [:]
    private var news = NodeNews()
    private var reload = ReloadOutcome(problem: nil, succeededAt: MonotonicClock.wallNow())
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

    init(factory: @escaping ProbeFactory, announcer: Announcer) {
        self.factory = factory
        self.announcer = announcer
        store = SnapshotStore(
            Snapshot(
                generatedAt: startedAt, instant: MonotonicClock.now(), clusters: [], alerts: [],
                daemon: DaemonStatus(
                    version: replmonVersion, startedAt: startedAt, lastReloadSuccessful: true,
                    lastReloadSuccessAt: startedAt, probes: [])))
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
        let known = Dictionary(clusters.map { ($0.plan.name, $0) }, uniquingKeysWith: { $1 })
        clusters = plans.map { known[$0.name]?.replanned($0) ?? WatchedCluster(plan: $0) }
        reload = ReloadOutcome(problem: nil, succeededAt: MonotonicClock.wallNow())
        // Published before anything is awaited: no request may see the clusters of before, or none.
        evaluate(at: MonotonicClock.now())
        return await reconcilePollers()
    }

    /// Notes that a configuration was refused: the old one stays, the alert says so.
    func reloadFailed(_ problem: String) {
        reload.problem = problem
        evaluate(at: MonotonicClock.now())
    }

    /// Ends all polling and all connections.
    func close() async {
        timer?.cancel()
        timer = nil
        let closing = pollers.values
        pollers = [:]
        clusters = []
        await withTaskGroup { group in
            for poller in closing { group.addTask { await poller.close() } }
        }
    }

    private func tick() {
        evaluate(at: MonotonicClock.now())
        announcer.alive()
    }

    private func record(_ observation: Observation, missedSlots: UInt64, of plan: ProbePlan) async {
        let key = NodeKey(cluster: plan.cluster, node: plan.node)
        guard pollers[key]?.plan == plan, let index = clusters.firstIndex(where: { $0.plan.name == plan.cluster })
        else { return }
        count(observation, missedSlots: missedSlots, key: key)
        clusters[index].record(observation, of: plan.node)
        evaluate(at: MonotonicClock.now())
        let wanted = Set(clusters[index].probes)
        // Whatever is awaited, a reload or the end may come in between.
        await askPeers(of: key, after: observation)
        guard clusters.contains(where: { $0.plan.name == plan.cluster }) else { return }
        if wanted != Set(pollers.values.map(\.plan).filter { $0.cluster == plan.cluster }) {
            _ = await reconcilePollers()
        }
    }

    /// When a node begins to fail, or becomes a primary, its peers are asked at once: what they last said is from before.
    private func askPeers(of key: NodeKey, after observation: Observation) async {
        guard news.isNews(observation, of: key) else { return }
        for (peer, poller) in pollers where peer.cluster == key.cluster && peer != key && !news.isFailing(peer) {
            await poller.askNow()
        }
    }

    private func count(_ observation: Observation, missedSlots: UInt64, key: NodeKey) {
        var entry = statistics[key] ?? ProbeStatistics(cluster: key.cluster, node: key.node)
        entry.durations.observe(seconds: observation.startedAt.duration(to: observation.completedAt).seconds)
        if case .failure = observation.result { entry.failures += 1 }
        entry.missedSlots += missedSlots
        statistics[key] = entry
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
                statistics[key] = nil
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
        for poller in starting { await poller.start(factory: factory) }
        for poller in closing { await poller.close() }
        return changes.sorted()
    }

    /// The pure path: view, findings, alerts, snapshot; then, with everything published, what to tell people.
    private func evaluate(at now: MonotonicInstant) {
        let assessments = clusters.map { $0.assessment(at: now) }
        let wallNow = MonotonicClock.wallNow()
        let transitions = engine.evaluate(inputs(assessments), now: now, wallNow: wallNow)
        let snapshot = snapshot(of: assessments, at: now, wallNow: wallNow)
        store.publish(snapshot)
        announcer.announce(transitions, snapshot: snapshot)
    }

    private func inputs(_ assessments: [ClusterAssessment]) -> [AlertEngine.Input] {
        zip(clusters, assessments).flatMap { cluster, assessment in
            assessment.view.conditions.map { condition in
                AlertEngine.Input(
                    cluster: cluster.plan.name, condition: condition,
                    rule: cluster.plan.rules.rule(for: condition.alert))
            }
        }
            + conditionsOfOurs(assessments).map { condition in
                AlertEngine.Input(cluster: nil, condition: condition, rule: AlertCatalogue.row(for: condition.alert))
            }
    }

    /// What is said of replmon itself.
    private func conditionsOfOurs(_ assessments: [ClusterAssessment]) -> [Condition] {
        [
            MonitorIsolation.condition(assessments.map(\.view)),
            Condition(
                .replmonReloadFailed, truth: reload.problem == nil ? .clear : .holds,
                summary: reload.problem ?? "configuration accepted"),
        ]
    }

    private func snapshot(
        of assessments: [ClusterAssessment], at now: MonotonicInstant, wallNow: WallInstant
    ) -> Snapshot {
        Snapshot(
            generatedAt: wallNow, instant: now,
            clusters: assessments,
            alerts: engine.alerts,
            daemon: DaemonStatus(
                version: replmonVersion, startedAt: startedAt, lastReloadSuccessful: reload.problem == nil,
                lastReloadSuccessAt: reload.succeededAt,
                probes: statistics.values.sorted { ($0.cluster, $0.node) < ($1.cluster, $1.node) }))
    }
}
