internal import Alerting
internal import Dispatch
internal import Exposition
internal import History
internal import Notification
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
    /// `nil` until there is a configuration that says where.
    private(set) var history: History?
    private let notifier: AlertmanagerNotifier
    private let startedAt = MonotonicClock.wallNow()
    nonisolated let store: SnapshotStore

    private var clusters: [WatchedCluster] = []
    /// Changed by what admins do, too.
    var desk: AlertDesk
    private var recorder: Recorder
    /// What MongoDB members told before replmon was restarted, until their cluster takes it over.
    private var remembered: [HistoryBatch.MemberRollbackID] = []
    private var lateness = ProbeLateness()
    private var lastTickAt: MonotonicInstant?
    private var lastTendedAt: MonotonicInstant?
    private var wasSaving = true
    /// When the file that was last told to be moved aside was.
    private var movedAsideAt: MonotonicInstant?
    /// Nothing is judged any more: with no cluster watched every alert would look over.
    private var isClosed = false
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
        await withTaskGroup { group in
            for poller in closing { group.addTask { await poller.close() } }
        }
    }

    private func tick() {
        let now = MonotonicClock.now()
        let late = lastTickAt.map { max(.zero, $0.duration(to: now) - .seconds(1)) } ?? .zero
        lastTickAt = now
        takeLateMemories(at: now)
        evaluate(at: now, tickLateness: late)
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
    /// When one answers again, those that failed with it are: the way to them may be open again too, and nobody is to be
    /// called down for a poll that has yet to come.
    private func askPeers(of key: NodeKey, after observation: Observation) async {
        let wasFailing = news.isFailing(key)
        let isNews = news.isNews(observation, of: key)
        let isBack = wasFailing && !news.isFailing(key)
        guard isNews || isBack else { return }
        for (peer, poller) in pollers where peer.cluster == key.cluster && peer != key {
            if news.isFailing(peer) ? isBack : isNews { await poller.askNow() }
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

    /// The pure path: view, findings, alerts, snapshot; then, with everything published, what to tell people and what to
    /// keep.
    func evaluate(at now: MonotonicInstant, tickLateness: Duration = .zero) {
        guard !isClosed else { return }
        let assessments = clusters.map { $0.assessment(at: now) }
        let wallNow = MonotonicClock.wallNow()
        let outcome = desk.evaluate(
            assessments,
            rules: Dictionary(clusters.map { ($0.plan.name, $0.plan.rules) }, uniquingKeysWith: { $1 }),
            ours: conditionsOfOurs(assessments, tickLateness: tickLateness, at: now), now: now, wallNow: wallNow)
        let snapshot = snapshot(of: assessments, at: now, wallNow: wallNow)
        store.publish(snapshot)
        announcer.announce(outcome.transitions, events: outcome.events, snapshot: snapshot)
        notifier.update(desk.alerts, wallNow: wallNow)
        keep(outcome, views: assessments.map(\.view), at: now, wallNow: wallNow)
    }

    private func keep(
        _ outcome: AlertDesk.Outcome, views: [ClusterView], at now: MonotonicInstant, wallNow: WallInstant
    ) {
        var batch = recorder.batch(
            alerts: desk.memories(at: now, wallNow: wallNow), events: outcome.events, clusters: clusters, views: views,
            now: now, wallNow: wallNow)
        if outcome.silencesChanged { batch = (batch ?? HistoryBatch()).with(silences: desk.silences) }
        if let batch { history?.record(batch) }
    }

    /// What is said of replmon itself.
    private func conditionsOfOurs(
        _ assessments: [ClusterAssessment], tickLateness: Duration, at now: MonotonicInstant
    ) -> [Condition] {
        let polls = statistics.values.map {
            ProbeLateness.Node(cluster: $0.cluster, node: $0.node, missedSlots: $0.missedSlots)
        }
        return [
            MonitorIsolation.condition(assessments.map(\.view)),
            Condition(
                .replmonReloadFailed, truth: reload.problem == nil ? .clear : .holds,
                summary: reload.problem ?? "configuration accepted"),
            HistoryCondition.condition(history?.health ?? .saved, at: now),
            lateness.condition(polls, tickLateness: tickLateness, at: now),
        ] + notifier.statistics().map(NotificationCondition.condition)
    }

    private func snapshot(
        of assessments: [ClusterAssessment], at now: MonotonicInstant, wallNow: WallInstant
    ) -> Snapshot {
        Snapshot(
            generatedAt: wallNow, instant: now,
            clusters: assessments,
            alerts: desk.alerts, silences: desk.silences,
            daemon: DaemonStatus(
                version: replmonVersion, startedAt: startedAt, lastReloadSuccessful: reload.problem == nil,
                lastReloadSuccessAt: reload.succeededAt,
                probes: statistics.values.sorted { ($0.cluster, $0.node) < ($1.cluster, $1.node) },
                history: history?.health ?? .saved, notifications: notifier.statistics()))
    }
}
