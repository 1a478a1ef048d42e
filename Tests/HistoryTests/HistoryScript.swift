import Alerting
import ReplicationCore
import Testing

@testable import History
@testable import history_probe

/// A state machine to which a test feeds events, row by row, as callers and the queue would.
struct HistoryScript {
    enum Input {
        case start, flush, maintain, close
        case record(HistoryBatch)
        case begin(HistoryMachine.Job)
        case endJob
        case opened(Remembered?)
        case copyRead(Remembered?)
        case inPlace(Bool)
        case written
        case movedAside
        case asideExists(Bool)
        case oldDeleted
        case failed(HistoryFailure)
        case readFailed(HistoryFailure)
    }

    static let path = "/state/history.db"
    static let aside = "/state/history.db.unreadable"
    static let full = HistoryFailure.unusable("/state/history.db: No space left on device")
    static let corrupt = HistoryFailure.damaged("database disk image is malformed")
    static let wallNow = WallInstant(milliseconds: 1_800_000_000_000)

    var machine = HistoryMachine(path: path, patience: .seconds(5))
    /// In seconds; both clocks show it.
    var now: Int64 = 0

    private var clocks: HistoryMachine.Clocks {
        HistoryMachine.Clocks(
            now: MonotonicInstant(nanoseconds: now * 1_000_000_000),
            wallNow: WallInstant(milliseconds: Self.wallNow.milliseconds + now * 1_000))
    }

    var health: HistoryHealth { machine.health(at: clocks.now) }
    var canRead: Bool { machine.canRead(at: clocks.now) }

    mutating func feed(_ input: Input) -> [HistoryAction] {
        switch input {
        case .start: machine.start(at: clocks.now)
        case .flush: machine.flush(at: clocks.now)
        case .maintain: machine.maintain(at: clocks.now)
        case .close: machine.close(at: clocks.now)
        case .record(let batch): machine.record(batch, at: clocks.now)
        case .begin(let job): machine.begin(job, at: clocks)
        case .endJob: machine.endJob(at: clocks)
        case .opened(let remembered): machine.opened(remembered)
        case .copyRead(let remembered): machine.copyRead(remembered)
        case .inPlace(let isInPlace): machine.placeChecked(isInPlace: isInPlace)
        case .written: machine.written()
        case .movedAside: machine.movedAside(to: Self.aside, at: clocks.now)
        case .asideExists(let exists): machine.movedAsideChecked(exists: exists)
        case .oldDeleted: machine.oldDeleted()
        case .failed(let problem): machine.failed(problem)
        case .readFailed(let problem): machine.readFailed(problem, at: clocks)
        }
    }

    /// Feeds each event and expects its actions.
    mutating func play(_ rows: [(Input, [HistoryAction])], sourceLocation: SourceLocation = #_sourceLocation) {
        for (number, (input, expected)) in rows.enumerated() {
            let actions = feed(input)
            #expect(actions == expected, "row \(number + 1): \(input)", sourceLocation: sourceLocation)
        }
    }

    /// A machine that has opened its file, which holds `remembered`, and answered the start.
    static func open(holding remembered: Remembered = Remembered()) -> HistoryScript {
        var script = HistoryScript()
        script.play([
            (.start, [.enqueue(.start)]), (.begin(.start), [.open(reads: true)]),
            (.opened(remembered), [.write(HistoryBatch())]), (.written, []), (.endJob, []),
        ])
        _ = script.machine.answerStart()
        return script
    }

    /// A machine whose file could not be opened at the start, and was read by a flush after it.
    static func late(holding remembered: Remembered) -> HistoryScript {
        var script = HistoryScript()
        script.play([
            (.start, [.enqueue(.start)]), (.begin(.start), [.open(reads: true)]),
            (.failed(.unusable("/state/history.db: No such file or directory")), [.readCopy]), (.copyRead(nil), []),
            (.endJob, []),
        ])
        _ = script.machine.answerStart()
        script.play([
            (.flush, [.enqueue(.flush)]), (.begin(.flush), [.open(reads: true)]),
            (.opened(remembered), [.write(remembered.batch)]), (.written, []), (.endJob, []),
        ])
        return script
    }
}

extension Remembered {
    /// The content of a file after batch `number` of the probe.
    static func numbered(_ number: Int64) -> Remembered {
        let batch = HistoryBatch.numbered(number)
        var remembered = Remembered()
        remembered.alerts = batch.alerts ?? []
        remembered.silences = batch.silences ?? []
        remembered.rollbackIDs = batch.rollbackIDs ?? []
        remembered.aliveAt = batch.aliveAt
        return remembered
    }
}
