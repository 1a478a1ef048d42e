internal import Dispatch
internal import QueueExecutor
internal import ReplicationCore

/// Polls one node on its grid, and at once when its probe notices a change.
///
/// The grid's phase comes from a hash of the name, so that nodes do not all answer at the same moment and a restart
/// polls in the same order. Polls of one node never overlap: a slot that comes while one is under way is counted as
/// missed, a notice that comes then is served right after. A node that keeps failing leaves the grid and is polled
/// after waits that grow (see ``Backoff``), until it answers.
actor NodePoller {
    /// Notices nearer to each other than this are served together: a server that closes each connection at once must
    /// not be connected to as fast as it closes.
    static let noticeSpacing = Duration.milliseconds(50)

    /// Receives the observation of a finished poll and how many slots were missed since the one before. The next poll
    /// waits until it returns, so that observations of a node arrive in order.
    typealias Report = @Sendable (NodeObservation, _ missedSlots: UInt64) async -> Void

    nonisolated let plan: ProbePlan
    private let executor: QueueExecutor
    private let report: Report
    private var probe: (any Probe<NodeReading>)?
    private var timer: (any DispatchSourceTimer)?
    private var isPolling = false
    private var isClosed = false
    private var noticePending = false
    private var failingSince: MonotonicInstant?
    private var backoff: Backoff
    private let random: @Sendable () -> Double
    /// When a node that keeps failing is polled again; `nil` on the grid.
    private var retryAt: MonotonicInstant?
    private var missedSlots: UInt64 = 0
    private var lastStartedAt: MonotonicInstant?

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// A poller on the scheduler's queue, which does nothing before ``start(factory:)``.
    init(
        plan: ProbePlan, executor: QueueExecutor, random: @escaping @Sendable () -> Double = { .random(in: 0...1) },
        report: @escaping Report
    ) {
        self.plan = plan
        backoff = Backoff(interval: plan.interval)
        self.random = random
        self.executor = executor
        self.report = report
    }

    /// Makes the probe, polls once right away, then on the grid.
    func start(factory: ProbeFactory) {
        guard !isClosed else { return }
        probe = factory(plan) { [weak self] in
            Task { await self?.askNow() }
        }
        poll()
        let timer = DispatchSource.makeTimerSource(queue: executor.queue)
        let first = Self.firstSlot(after: MonotonicClock.now(), interval: plan.interval, phase: Self.phase(of: plan))
        let delay = MonotonicClock.now().duration(to: first).wholeNanoseconds
        timer.schedule(
            deadline: .now() + .nanoseconds(Int(clamping: delay)),
            repeating: .nanoseconds(Int(clamping: plan.interval.wholeNanoseconds)), leeway: .milliseconds(1))
        timer.setEventHandler { [weak self] in
            self?.assumeIsolated { $0.slot() }
        }
        timer.activate()
        self.timer = timer
    }

    /// Ends polling and the node's connection; a poll under way is abandoned, its outcome dropped.
    func close() async {
        isClosed = true
        timer?.cancel()
        timer = nil
        let probe = probe
        self.probe = nil
        await probe?.close()
    }

    private func slot() {
        // A node that keeps failing is polled off the grid: its slots do not count as missed.
        if isPolling, failingSince == nil { missedSlots += 1 } else if retryAt == nil { poll() }
    }

    /// Polls at once, whatever the grid or the back-off says, because the probe saw its connection end or its server
    /// change, or because a peer changed. If a poll is under way, right after it.
    func askNow() {
        guard !isClosed, !noticePending else { return }
        noticePending = true
        if !isPolling { serveNotice() }
    }

    private func serveNotice() {
        guard noticePending, !isClosed, !isPolling else { return }
        let since = lastStartedAt.map { $0.duration(to: MonotonicClock.now()) } ?? Self.noticeSpacing
        guard since < Self.noticeSpacing else { return poll() }
        let wait = (Self.noticeSpacing - since).wholeNanoseconds
        executor.queue.asyncAfter(deadline: .now() + .nanoseconds(Int(clamping: wait))) { [weak self] in
            self?.assumeIsolated { $0.serveNotice() }
        }
    }

    private func poll() {
        guard !isPolling, !isClosed, let probe else { return }
        isPolling = true
        noticePending = false
        retryAt = nil
        lastStartedAt = MonotonicClock.now()
        Task {
            await finish(await Self.observation(of: probe, timeout: plan.timeout))
        }
    }

    /// One poll, timed.
    static func observation(of probe: any Probe<NodeReading>, timeout: Duration) async -> NodeObservation {
        let startedAt = MonotonicClock.now()
        let result: Result<NodeReading, ProbeFailure>
        do throws(ProbeFailure) {
            result = .success(try await probe.observe(deadline: startedAt.advanced(by: timeout)))
        } catch {
            result = .failure(error)
        }
        return Observation(startedAt: startedAt, completedAt: MonotonicClock.now(), result: result)
    }

    /// After a first failure the node is polled again at once, because one failed poll is no outage. After further ones
    /// the back-off sets the time.
    private func followUp(_ observation: NodeObservation) {
        guard case .failure(let failure) = observation.result else {
            failingSince = nil
            return backoff.reset()
        }
        guard let since = failingSince else {
            failingSince = observation.startedAt
            noticePending = true
            return
        }
        let refused = if case .authentication = failure { true } else { false }
        let time = since.duration(to: observation.completedAt)
        retry(after: backoff.next(failingFor: time, refused: refused, random: random()))
    }

    private func retry(after wait: Duration) {
        let due = MonotonicClock.now().advanced(by: wait)
        retryAt = due
        executor.queue.asyncAfter(deadline: .now() + .nanoseconds(Int(clamping: wait.wholeNanoseconds))) {
            [weak self] in
            self?.assumeIsolated { if $0.retryAt == due { $0.poll() } }
        }
    }

    private func finish(_ observation: NodeObservation) async {
        let missed = missedSlots
        missedSlots = 0
        if !isClosed { await report(observation, missed) }
        isPolling = false
        followUp(observation)
        serveNotice()
    }

    /// The first instant after `now` on the grid of this interval and phase.
    static func firstSlot(after now: MonotonicInstant, interval: Duration, phase: Duration) -> MonotonicInstant {
        let step = max(1, interval.wholeNanoseconds)
        let sincePhase = (now.nanoseconds &- phase.wholeNanoseconds) % step
        return now.advanced(by: .nanoseconds(step - (sincePhase < 0 ? sincePhase + step : sincePhase)))
    }

    /// A node's place within the interval, from its name: FNV-1a, which unlike Swift's hash is the same in every run.
    static func phase(of plan: ProbePlan) -> Duration {
        let hash = "\(plan.cluster)/\(plan.node)".utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return .nanoseconds(Int64(hash % UInt64(max(1, plan.interval.wholeNanoseconds))))
    }
}
