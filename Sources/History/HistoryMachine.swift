internal import Alerting
internal import ReplicationCore

/// Decides what is written to the history file and when, and how replmon continues if the file cannot be written.
///
/// A value: no I/O, no clock, no lock. Each event is a mutating function that returns the actions to run now. This file
/// contains the events of callers, from any thread; `HistoryMachine+Queue.swift` contains those of the writer's queue.
struct HistoryMachine: Sendable {
    /// The path of the file, for messages.
    let path: String
    /// A disk that has not finished a job after this time counts as hung, and callers stop waiting for it.
    let patience: Duration

    var state: State
    var step = Step.idle
    var queue = WriteQueue()
    /// Since when the queue has had work without finishing a job; `nil` while it has none.
    var busySince: MonotonicInstant?
    /// Whether a maintenance job waits or runs: there is one at a time.
    var isMaintaining = false
    var startAnswer = StartAnswer.pending(Remembered())
    /// The last damaged file, until the operator has removed it.
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

    /// The start continues with the content that was read so far. Content that is read later is late.
    mutating func answerStart() -> Remembered {
        switch startAnswer {
        case .pending(let found):
            startAnswer = .given(found)
            return found
        case .given(let found):
            return found
        }
    }

    /// The caller takes the content that was read late; `nil` if there is none, or if it was taken before. It is in force
    /// with the next batch that is recorded.
    mutating func takeLateRestore() -> Remembered? {
        guard case .available(let kept, let new)? = late else { return nil }
        late = .taken(kept)
        return new
    }

    /// A batch was recorded. While the queue is busy, or after a failure of the disk, it waits in memory without a job.
    mutating func record(_ batch: HistoryBatch, at now: MonotonicInstant) -> [HistoryAction] {
        if case .taken(let kept)? = late {
            queue.beginAnew(with: kept)
            late = nil
        }
        queue.add(batch)
        guard queue.isUrgent, failure == nil, busySince == nil else { return [] }
        return enqueue(.save, at: now)
    }

    /// A caller wants everything on disk. If there is no action, that is impossible because of ``unsavedReason(at:)``.
    mutating func flush(at now: MonotonicInstant) -> [HistoryAction] {
        isHung(at: now) ? [] : enqueue(.flush, at: now)
    }

    /// Maintenance is due. No other is started until the earlier one has ended.
    mutating func maintain(at now: MonotonicInstant) -> [HistoryAction] {
        guard isWritable else { return [] }
        markBusy(at: now)
        guard !isMaintaining else { return [] }
        isMaintaining = true
        return [.enqueue(.maintain)]
    }

    /// replmon ends. Batches that are recorded before the queue begins the job are written first.
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

    /// Whether recorded batches are on disk.
    func health(at now: MonotonicInstant) -> HistoryHealth {
        if let reason = unsavedReason(at: now) { return .memoryOnly(reason: reason) }
        if let anew = movedAside {
            return .startedAnew(file: anew.file, reason: anew.reason, lost: anew.lost, at: anew.at)
        }
        return .saved
    }

    /// Why recorded batches are not on disk, including a disk that hangs; `nil` if they are.
    func unsavedReason(at now: MonotonicInstant) -> String? {
        isHung(at: now) ? hungReason : failure
    }

    /// Why recorded batches are not on disk, as found by the last attempt to write; `nil` if they are.
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

    /// Events that are not known to be on disk, oldest first.
    var unsavedEvents: [Event] { (step.batch?.events ?? []) + queue.events }
    /// Lag samples that are not known to be on disk, oldest first.
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

    /// The content that was read late and is not in force yet.
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
