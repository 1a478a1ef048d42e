internal import Alerting
internal import ReplicationCore

/// Decides what is written to the history file, when, and what happens if the disk does not take it.
///
/// A value: no I/O, no clock, no lock. Each event is a mutating function that returns the actions to run now. This file
/// has the events of callers, from any thread; `HistoryMachine+Queue.swift` has those of the writer's queue.
struct HistoryMachine: Sendable {
    /// The path of the file, for messages.
    let path: String
    /// A disk that has not finished a job after this time counts as hung, and callers stop waiting for it.
    let patience: Duration

    var state: State
    var step = Step.idle
    var queue = WriteQueue()
    /// When the queue got the oldest job that it has not finished; `nil` while it has none.
    var busySince: MonotonicInstant?
    /// Whether a maintenance job waits or runs: there is one at a time.
    var isMaintaining = false
    var startAnswer = StartAnswer.pending(Remembered())
    /// Until somebody has taken the file away.
    var movedAside: MovedAside?
    /// `nil` until the content of the file is known.
    var steadiness: ClockSteadiness?

    /// For the file at `path`, which is opened by ``start(at:)``.
    init(path: String, patience: Duration) {
        self.path = path
        self.patience = patience
        state = .opening
    }

    /// Without a file, because of `reason`: no event ever returns an action.
    init(withoutFile reason: String, patience: Duration) {
        path = "memory"
        self.patience = patience
        state = .memoryOnly(reason: reason, file: .none, late: nil)
    }

    // MARK: Events of callers

    /// replmon starts: the file is opened and read.
    mutating func start(at now: MonotonicInstant) -> [HistoryAction] {
        enqueue(.start, at: now)
    }

    /// The start goes on with what was read so far. Whatever is read later is late.
    mutating func answerStart() -> Remembered {
        switch startAnswer {
        case .pending(let found):
            startAnswer = .given(found)
            return found
        case .given(let found):
            return found
        }
    }

    /// The caller takes what was read late; `nil` when there is nothing, or when it was taken before. The next batch that
    /// is recorded puts it in force.
    mutating func takeLateRestore() -> Remembered? {
        guard case .available(let kept, let new)? = late else { return nil }
        late = .taken(kept)
        return new
    }

    /// A batch was recorded. A queue that is busy, or a disk that failed, gets no job: the batch waits in memory.
    mutating func record(_ batch: HistoryBatch, at now: MonotonicInstant) -> [HistoryAction] {
        if case .taken(let kept)? = late {
            queue.beginAnew(with: kept)
            late = nil
        }
        queue.add(batch)
        guard queue.isUrgent, failure == nil, busySince == nil else { return [] }
        return enqueue(.save, at: now)
    }

    /// A caller wants everything on disk. Without an action it cannot be, because of ``unsavedReason(at:)``.
    mutating func flush(at now: MonotonicInstant) -> [HistoryAction] {
        isHung(at: now) ? [] : enqueue(.flush, at: now)
    }

    /// The time for maintenance has come. While an earlier one is not finished, no other is started.
    mutating func maintain(at now: MonotonicInstant) -> [HistoryAction] {
        guard isWritable else { return [] }
        markBusy(at: now)
        guard !isMaintaining else { return [] }
        isMaintaining = true
        return [.enqueue(.maintain)]
    }

    /// replmon ends. What was recorded until the queue comes to it is written first.
    mutating func close(at now: MonotonicInstant) -> [HistoryAction] {
        enqueue(.close, at: now)
    }

    private mutating func enqueue(_ job: Job, at now: MonotonicInstant) -> [HistoryAction] {
        guard isWritable else { return [] }
        markBusy(at: now)
        return [.enqueue(job)]
    }

    private mutating func markBusy(at now: MonotonicInstant) {
        busySince = busySince ?? now
    }

    // MARK: Questions

    /// Whether what was recorded is on disk.
    func health(at now: MonotonicInstant) -> HistoryHealth {
        if let reason = unsavedReason(at: now) { return .memoryOnly(reason: reason) }
        if let anew = movedAside {
            return .startedAnew(file: anew.file, reason: anew.reason, lost: anew.lost, at: anew.at)
        }
        return .saved
    }

    /// Why what was recorded is not on disk, a disk that hangs included; `nil` when it is.
    func unsavedReason(at now: MonotonicInstant) -> String? {
        isHung(at: now) ? hungReason : failure
    }

    /// Why what was recorded is not on disk, as found by the last attempt.
    var failure: String? {
        switch state {
        case .opening, .open: nil
        case .late: "\(path): the file could only be read after the start, and its content is not in force yet"
        case .memoryOnly(let reason, _, _): reason
        case .closed: "\(path): closed"
        }
    }

    /// The reason while the disk hangs.
    var hungReason: String { "\(path): the disk does not answer" }

    /// Whether a caller may wait for an answer from the disk.
    func canRead(at now: MonotonicInstant) -> Bool {
        isWritable && !isHung(at: now)
    }

    /// Events that are not on disk, as far as is known; oldest first.
    var unsavedEvents: [Event] { (step.batch?.events ?? []) + queue.events }
    /// Lag samples that are not on disk, as far as is known; oldest first.
    var unsavedLagSamples: [LagSample] { (step.batch?.lagSamples ?? []) + queue.lagSamples }

    private func isHung(at now: MonotonicInstant) -> Bool {
        busySince.map { $0.duration(to: now) > patience } ?? false
    }

    /// Whether there is a file that may be written, now or later.
    private var isWritable: Bool {
        switch state {
        case .opening, .open, .late, .memoryOnly(_, .unread, _), .memoryOnly(_, .readFromCopy, _),
            .memoryOnly(_, .read, _):
            true
        case .memoryOnly(_, .none, _), .closed: false
        }
    }

    /// What was read late and is not in force yet.
    var late: LateRestore? {
        get {
            switch state {
            case .late(let late): late
            case .memoryOnly(_, _, let late): late
            case .opening, .open, .closed: nil
            }
        }
        set {
            switch state {
            case .open, .late: state = newValue.map(State.late) ?? .open
            case .memoryOnly(let reason, let file, _): state = .memoryOnly(reason: reason, file: file, late: newValue)
            case .opening, .closed: break
            }
        }
    }

    /// How much is known of the content of the file.
    var fileContent: FileContent {
        switch state {
        case .opening: .unread
        case .open, .late, .closed: .read
        case .memoryOnly(_, let file, _): file
        }
    }
}
