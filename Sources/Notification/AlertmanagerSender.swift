import Alerting
import Dispatch
import QueueExecutor
import ReplicationCore
import Synchronization

/// Sends to one Alertmanager, one request at a time, on its own queue: an Alertmanager that is down delays no other.
actor AlertmanagerSender {
    private let executor: QueueExecutor
    private var client: AlertmanagerClient
    private var ledger: NotificationLedger
    private let report: @Sendable (AlertmanagerNotice) -> Void

    private var delay = RetryDelay()
    /// Nothing is sent before this.
    private var notBefore: MonotonicInstant?
    /// The message of the last refusal, which is reported once.
    private var refusal: String?
    /// Whether the present failure was reported; its end is then reported too.
    private var isFailureReported = false
    /// Since when its clock differs too much from ours.
    private var clockDiffersSince: MonotonicInstant?
    private var request: Task<AlertmanagerClient.Outcome, Never>?
    private var waiter: CheckedContinuation<Void, Never>?
    private var timer: (any DispatchSourceTimer)?
    /// The deadline for the last deliveries once the sender is ending; `nil` before. Until then it sends only pending
    /// beginnings and ends, no refreshes.
    private var endsBy: MonotonicInstant?
    private var hasEnded = false
    private var enders: [CheckedContinuation<Void, Never>] = []

    private let offered = Mutex<Offer?>(nil)
    private let record: Mutex<Record>

    /// The newest list of alerts, not processed yet.
    private struct Offer {
        var alerts: [Alert]
        var wallNow: WallInstant
    }

    private struct Record {
        var statistics: AlertmanagerStatistics
        var failingSince: MonotonicInstant?
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init(
        client: AlertmanagerClient, settings: NotificationSettings, timing: NotificationTiming,
        report: @escaping @Sendable (AlertmanagerNotice) -> Void
    ) {
        self.client = client
        self.report = report
        ledger = NotificationLedger(settings: settings, url: client.target.url, timing: timing)
        executor = QueueExecutor(label: "replmon.alertmanager", qos: .utility)
        record = Mutex(
            Record(statistics: AlertmanagerStatistics(url: client.target.url, capacity: NotificationLedger.capacity)))
    }

    /// Begins to send.
    nonisolated func start() {
        executor.queue.async { self.assumeIsolated { $0.begin() } }
    }

    private func begin() {
        let timer = DispatchSource.makeTimerSource(queue: executor.queue)
        timer.setEventHandler { [weak self] in
            self?.assumeIsolated { $0.wake() }
        }
        timer.activate()
        self.timer = timer
        Task { await run() }
    }

    /// Takes in the alerts as they are now; never waits. If lists arrive faster than they are processed, the last one
    /// counts.
    nonisolated func offer(_ alerts: [Alert], wallNow: WallInstant) {
        let isFirst = offered.withLock { offered in
            defer { offered = Offer(alerts: alerts, wallNow: wallNow) }
            return offered == nil
        }
        guard isFirst else { return }
        executor.queue.async { self.assumeIsolated { $0.takeOffer() } }
    }

    /// Uses these settings from now on.
    nonisolated func adopt(_ target: AlertmanagerTarget, _ settings: NotificationSettings) {
        executor.queue.async { self.assumeIsolated { $0.take(target, settings) } }
    }

    private func take(_ target: AlertmanagerTarget, _ settings: NotificationSettings) {
        guard target != client.target || settings != ledger.settings else { return }
        client.target = target
        ledger.adopt(settings)
        notBefore = nil
        delay.reset()
        wake()
    }

    nonisolated func statistics(at now: MonotonicInstant) -> AlertmanagerStatistics {
        record.withLock { record in
            var statistics = record.statistics
            statistics.failingFor = record.failingSince.map { $0.duration(to: now) }
            return statistics
        }
    }

    /// Delivers pending beginnings and ends, with one more attempt if delivery failed before, and ends, at the latest after
    /// `limit`. Alerts that are still firing stay so in the Alertmanager until their lifetime has passed.
    func end(within limit: Duration) async {
        guard !hasEnded else { return }
        takeOffer()
        let deadline = MonotonicClock.now().advanced(by: limit)
        endsBy = min(endsBy ?? deadline, deadline)
        executor.queue.asyncAfter(deadline: .now() + .nanoseconds(Int(clamping: limit.wholeNanoseconds))) {
            self.assumeIsolated { $0.cut() }
        }
        wake()
        await withCheckedContinuation { enders.append($0) }
    }

    /// Cancels a request in progress and lets ``end(within:)`` return.
    private func cut() {
        request?.cancel()
        for ender in enders { ender.resume() }
        enders = []
    }

    private func takeOffer() {
        let offer = offered.withLock { offered in
            defer { offered = nil }
            return offered
        }
        guard let offer else { return }
        ledger.update(offer.alerts, now: MonotonicClock.now(), wallNow: offer.wallNow)
        publishLedger()
        wake()
    }

    // MARK: The loop

    private func run() async {
        while true {
            if let batch = nextBatch() {
                await deliver(batch)
            } else if endsBy != nil {
                break
            } else {
                await waitForWork()
            }
        }
        hasEnded = true
        timer?.cancel()
        timer = nil
        cut()
    }

    private func nextBatch() -> NotificationLedger.Batch? {
        let now = MonotonicClock.now()
        if let endsBy {
            guard now < endsBy else { return nil }
        } else if let notBefore, now < notBefore {
            return nil
        }
        return ledger.nextBatch(now: now, wallNow: MonotonicClock.wallNow(), onlyUndelivered: endsBy != nil)
    }

    private func waitForWork() async {
        let now = MonotonicClock.now()
        if let due = ledger.nextDueAt(now: now) {
            let wait = now.duration(to: max(due, notBefore ?? due)).wholeNanoseconds
            timer?.schedule(deadline: .now() + .nanoseconds(Int(clamping: max(0, wait))), leeway: .milliseconds(10))
        }
        await withCheckedContinuation { waiter = $0 }
    }

    private func wake() {
        waiter?.resume()
        waiter = nil
    }

    private func deliver(_ batch: NotificationLedger.Batch) async {
        let client = client
        let remaining = endsBy.map { MonotonicClock.now().duration(to: $0) }
        let timeout = min(client.target.timeout, remaining ?? client.target.timeout)
        let request = Task { await client.post(batch.alerts, timeout: timeout) }
        self.request = request
        let outcome = await request.value
        self.request = nil
        finish(batch, outcome)
        publishLedger()
    }

    private func finish(_ batch: NotificationLedger.Batch, _ outcome: AlertmanagerClient.Outcome) {
        let now = MonotonicClock.now()
        guard case .tooLarge(let reason) = outcome else {
            ledger.finish(batch, outcome.ledgerOutcome)
            settle(outcome, alerts: batch.alerts.count, at: now)
            return
        }
        if ledger.split(batch) {
            ledger.finish(batch, .failed(mayHaveArrived: false))
            record.withLock { $0.statistics.errors &+= 1 }
        } else {
            ledger.finish(batch, .refused)
            refused(reason, at: now)
        }
    }

    // MARK: Results

    private func settle(_ outcome: AlertmanagerClient.Outcome, alerts: Int, at now: MonotonicInstant) {
        switch outcome {
        case .accepted(let clock):
            notBefore = nil
            delay.reset()
            succeeded(alerts, clock: clock.flatMap { $0.exceeds(ledger.timing.clockTolerance) ? $0 : nil }, at: now)
        case .refused(let reason), .tooLarge(let reason):
            refused(reason, at: now)
        case .misconfigured(let reason):
            notBefore = now.advanced(by: RetryDelay.longest)
            failed(reason, at: now)
        case .unavailable(let reason, _):
            notBefore = now.advanced(by: delay.next(random: .random(in: 0...1)))
            failed(reason, at: now)
        }
        // While ending, there is only one attempt.
        if endsBy != nil, notBefore != nil { endsBy = now }
    }

    private func refused(_ reason: String, at now: MonotonicInstant) {
        notBefore = nil
        delay.reset()
        if refusal != reason { report(.refused(url: client.target.url, reason: reason)) }
        refusal = reason
        failed("it refuses alerts as invalid: \(reason)", at: now, isReported: true)
    }

    /// `clock` is the difference of its clock, if that is too large.
    private func succeeded(_ alerts: Int, clock: ClockDifference?, at now: MonotonicInstant) {
        let differsSince = clock.map { _ in clockDiffersSince ?? now }
        let failingSince = record.withLock { record in
            record.statistics.sent &+= UInt64(alerts)
            record.statistics.failure = clock?.description
            defer { record.failingSince = differsSince }
            return record.failingSince
        }
        if isFailureReported, let failingSince {
            report(.recovered(url: client.target.url, after: failingSince.duration(to: now)))
        }
        isFailureReported = false
        if let clock, clockDiffersSince == nil {
            report(.clockDiffers(url: client.target.url, reason: clock.description))
        } else if clock == nil, clockDiffersSince != nil {
            report(.clocksAgree(url: client.target.url))
        }
        clockDiffersSince = differsSince
    }

    private func failed(_ reason: String, at now: MonotonicInstant, isReported: Bool = false) {
        record.withLock { record in
            record.statistics.errors &+= 1
            record.statistics.failure = reason
            record.failingSince = record.failingSince ?? now
        }
        guard !isReported, !isFailureReported else { return }
        isFailureReported = true
        report(.failing(url: client.target.url, reason: reason))
    }

    private func publishLedger() {
        record.withLock { record in
            record.statistics.waiting = ledger.waiting
            record.statistics.dropped = ledger.dropped
        }
    }
}

extension AlertmanagerClient.Outcome {
    fileprivate var ledgerOutcome: NotificationLedger.Outcome {
        switch self {
        case .accepted: .accepted
        case .refused, .tooLarge: .refused
        case .misconfigured: .failed(mayHaveArrived: false)
        case .unavailable(_, let mayHaveArrived): .failed(mayHaveArrived: mayHaveArrived)
        }
    }
}
