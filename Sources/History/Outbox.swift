internal import Alerting
internal import QueueExecutor
internal import ReplicationCore
internal import Synchronization

/// What lies between those who record and the queue that writes: touched by both, never held while the disk works.
final class Outbox: Sendable {
    private struct State {
        var queue = WriteQueue()
        /// What the queue is writing.
        var writing: HistoryBatch?
        /// When work was handed to the queue that it has not finished.
        var busySince: MonotonicInstant?
        var isMaintaining = false
        /// Why the disk takes nothing now.
        var failure: String?
        var startedAnew: (file: String, reason: String, lost: HistoryHealth.Loss, at: MonotonicInstant)?
        /// What was read for the start.
        var found = Remembered()
        /// Whether the start has its answer: ``found`` as it was then.
        var isAnswered = false
        /// What was read after that, until it is in force.
        var late: Late?
    }

    private struct Late {
        /// All that the file holds.
        var kept: Remembered
        /// What of it the start's answer did not have; `nil` when it was taken.
        var additions: Remembered?
    }

    /// The disk may take so long before it counts as hung, and who waits for it is let go.
    let patience: Duration
    /// What is said of a disk that hangs.
    let hungReason: String
    /// What is said while the file holds what is not in force.
    private let lateReason: String
    private let state = Mutex(State())

    init(path: String, patience: Duration, failure: String? = nil) {
        self.patience = patience
        hungReason = "\(path): the disk does not answer"
        lateReason = "\(path): what it holds could only be read after the start, and is not in force yet"
        state.withLock { $0.failure = failure }
    }

    var health: HistoryHealth {
        let now = MonotonicClock.now()
        return state.withLock { state in
            if isHung(state, now) { return .memoryOnly(reason: hungReason) }
            if let failure = failure(state) { return .memoryOnly(reason: failure) }
            if let anew = state.startedAnew {
                return .startedAnew(file: anew.file, reason: anew.reason, lost: anew.lost, at: anew.at)
            }
            return .saved
        }
    }

    /// Why what is recorded is not on disk.
    var failure: String? { state.withLock { failure($0) } }
    var dropped: UInt64 { state.withLock { $0.queue.dropped } }
    var isHung: Bool { state.withLock { isHung($0, MonotonicClock.now()) } }
    /// What is not on disk, as far as is known.
    var events: [Event] { state.withLock { ($0.writing?.events ?? []) + $0.queue.events } }
    var lagSamples: [LagSample] { state.withLock { ($0.writing?.lagSamples ?? []) + $0.queue.lagSamples } }

    private func failure(_ state: State) -> String? {
        state.failure ?? (state.late == nil ? nil : lateReason)
    }

    private func isHung(_ state: State, _ now: MonotonicInstant) -> Bool {
        state.busySince.map { $0.duration(to: now) > patience } ?? false
    }

    // MARK: For those who record

    /// Adds a batch; true when the queue has to be told that there is something to write.
    func add(_ batch: HistoryBatch) -> Bool {
        let now = MonotonicClock.now()
        return state.withLock { state in
            if let late = state.late, late.additions == nil {
                state.queue.beginAnew(with: late.kept)
                state.late = nil
            }
            state.queue.add(batch)
            guard state.queue.isUrgent, failure(state) == nil, state.busySince == nil else { return false }
            state.busySince = now
            return true
        }
    }

    /// Notes that the queue is given something to do.
    func markBusy() {
        let now = MonotonicClock.now()
        state.withLock { $0.busySince = $0.busySince ?? now }
    }

    /// True when the queue may be told to tend; false while it has not come to it since the last time.
    func beginMaintenance() -> Bool {
        markBusy()
        return state.withLock { state in
            defer { state.isMaintaining = true }
            return !state.isMaintaining
        }
    }

    /// What the start has to go on with. What is read later is late.
    func answer() -> Remembered {
        state.withLock { state in
            state.isAnswered = true
            return state.found
        }
    }

    /// What was read late, once. The next batch that is added replaces what the file holds, in what it speaks of.
    func takeLateRestore() -> Remembered? {
        state.withLock { state in
            let additions = state.late?.additions
            state.late?.additions = nil
            return additions
        }
    }

    // MARK: For the queue

    func endMaintenance() {
        state.withLock { $0.isMaintaining = false }
    }

    /// All that waits; while what was read late is not in force, nothing that would replace it.
    func take() -> HistoryBatch {
        state.withLock { state in
            let batch = state.late == nil ? state.queue.take() : state.queue.takeLists()
            state.writing = batch
            return batch
        }
    }

    /// Notes that the work is done; true when more that is urgent came meanwhile, which then is owed.
    func finish() -> Bool {
        let now = MonotonicClock.now()
        return state.withLock { state in
            let isMore = state.queue.isUrgent && failure(state) == nil
            state.busySince = isMore ? now : nil
            return isMore
        }
    }

    /// Notes that `batch` is not on disk, and why.
    func putBack(_ batch: HistoryBatch, failure: String) {
        state.withLock { state in
            state.writing = nil
            state.queue.putBack(batch)
            state.failure = failure
        }
    }

    func fail(_ reason: String) {
        state.withLock { $0.failure = reason }
    }

    /// Notes that everything taken is on disk.
    func saved() {
        state.withLock { state in
            state.writing = nil
            state.failure = nil
        }
    }

    /// Notes what the file holds.
    func begin(with remembered: Remembered) {
        state.withLock { state in
            if !state.isAnswered {
                state.found = remembered
            } else if let additions = remembered.additions(to: state.found) {
                state.late = Late(kept: remembered, additions: additions)
            }
            state.queue.begin(with: remembered)
        }
    }

    /// The batch with everything that a file which holds nothing needs.
    func completing(_ batch: HistoryBatch) -> HistoryBatch {
        state.withLock { state in
            state.late.map { $0.kept.batch.followed(by: batch) } ?? state.queue.completing(batch)
        }
    }

    func startedAnew(file: String, reason: String, lost: HistoryHealth.Loss) {
        let now = MonotonicClock.now()
        state.withLock { $0.startedAnew = (file, reason, lost, now) }
    }

    /// The file that was moved aside, until somebody took it away.
    var movedAside: String? { state.withLock { $0.startedAnew?.file } }

    func forgetMovedAside() {
        state.withLock { $0.startedAnew = nil }
    }
}
