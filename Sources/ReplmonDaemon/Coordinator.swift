internal import Alerting
internal import Dispatch
internal import History
internal import Notification
internal import QueueExecutor
internal import ReplicationCore
internal import StatusAPI

/// Turns observations into one published snapshot, alerts and events.
///
/// Everything happens on one serial queue, in the order of arrival. An observation judges its own cluster
/// (`Coordinator+Observation`). A tick each second judges replmon itself and the clusters whose answers change by time
/// alone (`Coordinator+Evaluation`), so that dwell and staleness advance while every probe hangs. The watchdog is fed
/// by the tick and by nothing else, so that it proves that this loop runs.
actor Coordinator {
    private let executor = QueueExecutor(label: "replmon.coordinator")
    private let scheduler = QueueExecutor(label: "replmon.scheduler")
    private let factory: ProbeFactory
    let journal: JournalSink
    let status: ServiceStatus
    let notifier: AlertmanagerNotifier
    nonisolated let store: SnapshotStore
    /// `nil` until there is a configuration, which names its directory.
    private(set) var history: History?

    var clusters = WatchedClusters()
    var pollers = PollerSet()
    var monitoring = SelfMonitoring()
    /// Requests of admins change it, too.
    var alerts: AlertPipeline
    var historyPolicy = HistoryPolicy(remembered: Remembered())
    private(set) var reload: ReloadOutcome
    private var historyNotices = HistoryNotices()
    private var historyMaintainedAt: MonotonicInstant?
    private var timer: (any DispatchSourceTimer)?
    /// Nothing is judged any more: without clusters every alert would end.
    private(set) var isClosed = false

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init(
        factory: @escaping ProbeFactory, journal: JournalSink, status: ServiceStatus,
        notifier: AlertmanagerNotifier = .toNobody
    ) {
        self.factory = factory
        self.journal = journal
        self.status = status
        self.notifier = notifier
        let (now, wallNow) = (MonotonicClock.now(), MonotonicClock.wallNow())
        alerts = AlertPipeline(remembered: Remembered(), now: now, wallNow: wallNow)
        reload = ReloadOutcome(problem: nil, succeededAt: wallNow)
        store = SnapshotStore(
            Snapshot(
                generatedAt: wallNow, instant: now, clusters: [], alerts: [],
                daemon: DaemonStatus(
                    version: replmonVersion, startedAt: wallNow, lastReloadSuccessful: true,
                    lastReloadSuccessAt: wallNow, probes: [])))
    }

    /// Continues where a former process stopped, and writes to its history from now on. To be called before
    /// ``apply(_:)``.
    func adopt(_ history: History, remembering remembered: Remembered) {
        self.history = history
        alerts = AlertPipeline(remembered: remembered, now: MonotonicClock.now(), wallNow: MonotonicClock.wallNow())
        historyPolicy = HistoryPolicy(remembered: remembered)
        clusters.remember(untilConfigured: remembered.rollbackIDs)
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

    private func tick() {
        let now = MonotonicClock.now()
        monitoring.recordTick(at: now)
        restoreLateMemories(at: now)
        evaluate(clusters.due(at: now), at: now)
        status.alive()
        guard let history else { return }
        if let notice = historyNotices.notice(of: history.health) { journal.log(notice) }
        if historyMaintainedAt.map({ $0.duration(to: now) >= .seconds(60) }) ?? true {
            historyMaintainedAt = now
            history.maintain(wallNow: MonotonicClock.wallNow())
        }
    }

    /// Watches these clusters from now on. A node that did not change keeps its connection and its history.
    /// Returns the changes, for the operator.
    func apply(_ plans: [ClusterPlan]) async -> [String] {
        guard !isClosed else { return [] }
        clusters.apply(plans)
        reload = ReloadOutcome(problem: nil, succeededAt: MonotonicClock.wallNow())
        // Published before anything is awaited: no request may see the former clusters, or none.
        evaluateAll(at: MonotonicClock.now())
        return await reconcilePollers()
    }

    /// Records that a configuration was refused. The former one stays in force.
    func reloadFailed(_ problem: String) {
        reload.problem = problem
        evaluateAll(at: MonotonicClock.now())
    }

    /// Starts and ends pollers until they are those that the clusters want. Returns the changes, for the operator.
    @discardableResult func reconcilePollers() async -> [String] {
        let changes = pollers.reconcile(with: clusters.probes) { plan in
            NodePoller(plan: plan, executor: scheduler) { [weak self] observation, missed in
                await self?.receive(observation, missedSlots: missed, by: plan)
            }
        }
        for key in changes.removed { store.update { $0.daemon.forget(key.node, of: key.cluster) } }
        for poller in changes.started { await poller.start(factory: factory) }
        for poller in changes.ended { await poller.close() }
        return changes.descriptions
    }

    /// Puts in force what could be read only after replmon had started, because the disk was slow or mounted late.
    func restoreLateMemories(at now: MonotonicInstant) {
        guard let history, let late = history.takeLateRestore() else { return }
        let wallNow = MonotonicClock.wallNow()
        alerts.restore(late, now: now, wallNow: wallNow)
        clusters.restore(late.rollbackIDs)
        historyPolicy = HistoryPolicy(remembered: Remembered())
        history.record(HistoryBatch(alerts: alerts.memories(at: now, wallNow: wallNow), silences: alerts.silences))
    }

    /// Ends all polling and all connections.
    func close() async {
        isClosed = true
        timer?.cancel()
        timer = nil
        let closing = pollers.removeAll()
        clusters = WatchedClusters()
        await withTaskGroup { group in
            for poller in closing { group.addTask { await poller.close() } }
        }
    }
}
