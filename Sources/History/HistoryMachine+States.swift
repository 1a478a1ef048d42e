internal import Alerting
internal import ReplicationCore

extension HistoryMachine {
    /// Where recorded batches go. Each state names the states that it can become.
    enum State: Equatable {
        /// The first attempt to open the file has not ended. Becomes `open`, `late` or `memoryOnly`.
        case opening
        /// The content of the file is in force, and batches are written to it. Becomes `memoryOnly` or `closed`.
        case open
        /// The file was first read after replmon had to start without it. Events and samples are written; tables that are
        /// on disk are not replaced until the content is in force. Becomes `open`, `memoryOnly` or `closed`.
        case late(LateRestore)
        /// Nothing is written, because of `reason`. All batches wait in memory; `flush` and `maintain` try again. `late`:
        /// as in the state of that name. Becomes `open`, `late` or `closed`; without a file (`.none`) it stays.
        case memoryOnly(reason: String, file: FileContent, late: LateRestore?)
        /// The file is closed, and batches are no longer kept. Final.
        case closed
    }

    /// How much is known of the content of the file.
    enum FileContent: Equatable {
        /// There is no file: no state directory is configured.
        case none
        /// It could not be read so far.
        case unread
        /// It was read from a copy, as the file itself cannot be opened. It is read again once it can be.
        case readFromCopy
        /// It was read from the file that is written.
        case read
    }

    /// The content of a file that was read late, until it is in force.
    enum LateRestore: Equatable {
        /// Nobody has taken it. `new`: the part that the answer at the start did not contain. Becomes `taken`.
        case available(Remembered, new: Remembered)
        /// The caller has taken it. It is in force with the next batch that is recorded.
        case taken(Remembered)

        /// All that the file holds.
        var kept: Remembered {
            switch self {
            case .available(let kept, _), .taken(let kept): kept
            }
        }
    }

    /// What replmon started with.
    enum StartAnswer: Equatable {
        /// The start still waits; so far this was read. Becomes `given`.
        case pending(Remembered)
        /// The start went on with this. Whatever is read later is late. Final.
        case given(Remembered)
    }

    /// Work for the queue. Jobs run one at a time, in the order in which they were handed over.
    enum Job: Equatable, Sendable {
        /// Open the file for the first time.
        case start
        /// Write what waits, unless an earlier attempt failed.
        case save
        /// Write what waits, after a failure too.
        case flush
        /// Write what waits, then delete what is old.
        case maintain
        /// Write what waits, then close the file.
        case close
    }

    /// Both clocks, read together.
    struct Clocks: Equatable, Sendable {
        var now: MonotonicInstant
        var wallNow: WallInstant
    }

    /// The attempt to write that the queue works on.
    struct Save: Equatable {
        /// What it belongs to, and so what follows it.
        let job: Job
        /// When the job began.
        let clocks: Clocks
        /// What was taken from the write queue; `nil` before.
        var batch: HistoryBatch?
        /// Whether it follows a deletion that failed: the last part of maintenance.
        var isAfterDeletion = false
    }

    /// What the queue waits for. Each step ends with the result of one action; all but `idle` can become `idle`.
    enum Step: Equatable {
        /// For a job. Becomes `opening` or `checkingPlace`.
        case idle
        /// For the database to be opened. Becomes `writingToNew`, `movingAside` or, at the start, `readingCopy`.
        case opening(Save, mayMoveAside: Bool)
        /// For a damaged file to be renamed. Becomes `opening`. `mayRepeat`: whether the file that is opened next may be
        /// moved aside too.
        case movingAside(Save, reason: String, mayRepeat: Bool)
        /// For what a file holds that can be read only. Becomes `idle`.
        case readingCopy(Clocks)
        /// Whether the open file is still in its place, before and after it is written. Becomes `writing` or `opening`.
        case checkingPlace(Save, isWritten: Bool)
        /// For a batch to be written to the file that was open before. Becomes `checkingPlace` or `movingAside`.
        case writing(Save)
        /// For a batch to be written to the file that this save opened. Becomes `readingCopy` at the start.
        case writingToNew(Save)
        /// Whether a file that was moved aside still exists. Becomes `deletingOld`.
        case checkingMovedAside(Save)
        /// For old events and samples to be deleted. Becomes `opening`.
        case deletingOld(Save)

        /// What the queue has taken and not finished writing.
        var batch: HistoryBatch? {
            switch self {
            case .opening(let save, _), .movingAside(let save, _, _), .checkingPlace(let save, _), .writing(let save),
                .writingToNew(let save), .checkingMovedAside(let save), .deletingOld(let save):
                save.batch
            case .idle, .readingCopy:
                nil
            }
        }
    }

    /// A damaged file that was moved aside.
    struct MovedAside: Equatable {
        /// Its new path.
        let file: String
        /// Why it could not be used.
        let reason: String
        let lost: HistoryHealth.Loss
        let at: MonotonicInstant
    }
}
