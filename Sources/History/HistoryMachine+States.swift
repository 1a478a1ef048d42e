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
        /// The caller has not taken it. `new`: the part that replmon did not start with. Becomes `taken`.
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

    /// The content of the file with which replmon started.
    enum StartAnswer: Equatable {
        /// The start still waits; this was read so far. Becomes `given`.
        case pending(Remembered)
        /// The start continued with this. Content that is read later is late. Final.
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
        /// The job that it belongs to, which decides how it continues.
        let job: Job
        /// When the job began.
        let clocks: Clocks
        /// The batch that was taken from the write queue; `nil` before.
        var batch: HistoryBatch?
        /// Whether it follows a deletion that failed: the last part of maintenance.
        var isAfterDeletion = false
    }

    /// The result that the queue waits for; each step ends with the result of one action.
    ///
    /// A save that ends, successful or not, becomes `idle`; in maintenance it becomes `checkingMovedAside` or
    /// `deletingOld`, and after a failed start `readingCopy`. The cases name the other steps that they can become.
    enum Step: Equatable {
        /// None: the queue waits for a job. Becomes `opening` or `checkingPlace`.
        case idle
        /// The database is being opened. Becomes `writingToNew` or `movingAside`, or the save ends.
        case opening(Save, mayMoveAside: Bool)
        /// A damaged file is being renamed. `mayRepeat`: whether the file that is opened next may be moved aside too.
        /// Becomes `opening`, or the save ends.
        case movingAside(Save, reason: String, mayRepeat: Bool)
        /// A copy of a file that may only be read is being read. Becomes `idle`.
        case readingCopy(Clocks)
        /// The open file is being compared with the one at its path, before and after writing. Becomes `writing` or
        /// `opening`, or the save ends.
        case checkingPlace(Save, isWritten: Bool)
        /// A batch is being written to the file that was open before. Becomes `checkingPlace` or `movingAside`, or the
        /// save ends.
        case writing(Save)
        /// A batch is being written to the file that this save opened. The save ends.
        case writingToNew(Save)
        /// A check whether a file that was moved aside still exists. Becomes `deletingOld` or `idle`.
        case checkingMovedAside(Save)
        /// Old events and samples are being deleted. Becomes `idle`, or `opening` after a failure.
        case deletingOld(Save)

        /// The batch that the queue has taken and not finished writing.
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
