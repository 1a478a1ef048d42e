internal import Alerting
internal import ReplicationCore

/// Events of the writer's queue. An event that the present step does not wait for is ignored.
extension HistoryMachine {
    // MARK: Jobs

    /// The queue begins a job. The job ends when an event returns no action; then ``endJob(at:)`` follows.
    mutating func begin(_ job: Job, at clocks: Clocks) -> [HistoryAction] {
        let save = Save(job: job, clocks: clocks)
        switch job {
        case .start: return open(for: save, mayMoveAside: true)
        case .save: return failure == nil ? beginSave(save) : []
        case .flush, .maintain, .close: return beginSave(save)
        }
    }

    /// The job has ended. Batches that became urgent meanwhile are written before the next job.
    mutating func endJob(at clocks: Clocks) -> [HistoryAction] {
        let hasMore = queue.isUrgent && failure == nil
        busySince = hasMore ? clocks.now : nil
        return hasMore ? begin(.save, at: clocks) : []
    }

    /// A query on the open database failed. The file is opened again, and moved aside if it is damaged.
    mutating func readFailed(_ problem: HistoryFailure, at clocks: Clocks) -> [HistoryAction] {
        guard failure == nil else { return [] }
        fail(text(problem))
        return begin(.flush, at: clocks)
    }

    // MARK: Results of actions

    /// The database is open. `remembered`: its content, where it was asked for.
    mutating func opened(_ remembered: Remembered?) -> [HistoryAction] {
        guard case .opening(var save, _) = step else { return [] }
        if let remembered {
            switch state {
            case .opening: state = .open
            case .memoryOnly(let reason, _, let late): state = .memoryOnly(reason: reason, file: .read, late: late)
            case .open, .late, .closed: break
            }
            noteContent(remembered, at: save.clocks)
        }
        if save.job == .start {
            step = .writingToNew(save)
            // Shows whether the disk can be written.
            return [.write(HistoryBatch())]
        }
        // Taken only now: the content of the file must be known before a batch may replace a part of it.
        let batch = save.batch ?? take()
        save.batch = batch
        step = .writingToNew(save)
        return [.write(completed(batch))]
    }

    /// The copy was read; `nil` if it could not be read either.
    mutating func copyRead(_ remembered: Remembered?) -> [HistoryAction] {
        guard case .readingCopy(let clocks) = step else { return [] }
        step = .idle
        guard let remembered, case .memoryOnly(let reason, _, let late) = state else { return [] }
        state = .memoryOnly(reason: reason, file: .readFromCopy, late: late)
        noteContent(remembered, at: clocks)
        return []
    }

    /// The open file is still at its path, or not. If not, a new one is created there.
    mutating func placeChecked(isInPlace: Bool) -> [HistoryAction] {
        guard case .checkingPlace(let save, let isWritten) = step else { return [] }
        guard isInPlace else { return open(for: save, mayMoveAside: true) }
        guard let batch = save.batch, !isWritten, !batch.isEmpty else { return saved(save) }
        step = .writing(save)
        return [.write(batch)]
    }

    /// The batch is on disk.
    mutating func written() -> [HistoryAction] {
        switch step {
        case .writing(let save):
            step = .checkingPlace(save, isWritten: true)
            return [.checkPlace]
        case .writingToNew(let save):
            return saved(save)
        case .idle, .opening, .movingAside, .readingCopy, .checkingPlace, .checkingMovedAside, .deletingOld:
            return []
        }
    }

    /// The damaged file was renamed.
    mutating func movedAside(to file: String, at now: MonotonicInstant) -> [HistoryAction] {
        guard case .movingAside(let save, let reason, let mayRepeat) = step else { return [] }
        movedAside = MovedAside(file: file, reason: reason, lost: isContentKnown ? .events : .everything, at: now)
        return open(for: save, mayMoveAside: mayRepeat)
    }

    /// The operator has removed the file, or not. Once it is removed, ``health(at:)`` stops reporting it.
    mutating func movedAsideChecked(exists: Bool) -> [HistoryAction] {
        guard case .checkingMovedAside(let save) = step else { return [] }
        if !exists { movedAside = nil }
        return deleteOld(for: save)
    }

    /// Maintenance is finished.
    mutating func oldDeleted() -> [HistoryAction] {
        guard case .deletingOld = step else { return [] }
        endMaintenance()
        return []
    }

    /// The action that the present step waits for failed.
    mutating func failed(_ problem: HistoryFailure) -> [HistoryAction] {
        switch (step, problem) {
        case (.opening(let save, mayMoveAside: true), .damaged(let reason)):
            return moveAside(for: save, reason: reason, mayRepeat: false)
        case (.writing(let save), .damaged(let reason)):
            return moveAside(for: save, reason: reason, mayRepeat: true)
        case (.opening(let save, _), _), (.writing(let save), _), (.writingToNew(let save), _),
            (.checkingPlace(let save, _), _):
            return notSaved(save, reason: text(problem))
        case (.movingAside(let save, let reason, _), _):
            return notSaved(save, reason: "\(text(problem)) (\(reason))")
        case (.deletingOld(let save), _):
            fail(text(problem))
            return beginSave(Save(job: .maintain, clocks: save.clocks, isAfterDeletion: true))
        case (.idle, _), (.readingCopy, _), (.checkingMovedAside, _):
            return []
        }
    }

    // MARK: Saving

    /// Begins an attempt to write.
    private mutating func beginSave(_ save: Save) -> [HistoryAction] {
        guard state != .closed else { return end(save) }
        guard fileContent == .read else { return open(for: save, mayMoveAside: true) }
        var save = save
        save.batch = take()
        // After a failure the file is opened again, as there may be another file at its path.
        guard failure == nil else { return open(for: save, mayMoveAside: true) }
        step = .checkingPlace(save, isWritten: false)
        return [.checkPlace]
    }

    private mutating func open(for save: Save, mayMoveAside: Bool) -> [HistoryAction] {
        step = .opening(save, mayMoveAside: mayMoveAside)
        return [.open(reads: fileContent != .read)]
    }

    private mutating func moveAside(for save: Save, reason: String, mayRepeat: Bool) -> [HistoryAction] {
        step = .movingAside(save, reason: reason, mayRepeat: mayRepeat)
        return [.moveAside(at: save.clocks.wallNow)]
    }

    /// Everything that the save took is on disk.
    private mutating func saved(_ save: Save) -> [HistoryAction] {
        if case .memoryOnly(_, .read, let late) = state { state = late.map(State.late) ?? .open }
        return end(save)
    }

    /// Nothing of what the save took is on disk.
    private mutating func notSaved(_ save: Save, reason: String) -> [HistoryAction] {
        if let batch = save.batch { queue.putBack(batch) }
        fail(reason)
        guard save.job == .start, !isContentKnown else { return end(save) }
        step = .readingCopy(save.clocks)
        return [.readCopy]
    }

    /// Continues the job that the save belongs to.
    private mutating func end(_ save: Save) -> [HistoryAction] {
        step = .idle
        var save = save
        save.batch = nil
        switch save.job {
        case .start, .save, .flush:
            return []
        case .maintain where save.isAfterDeletion:
            endMaintenance()
            return []
        case .maintain:
            guard let movedAside else { return deleteOld(for: save) }
            step = .checkingMovedAside(save)
            return [.checkMovedAside(movedAside.file)]
        case .close:
            state = .closed
            return [.close]
        }
    }

    // MARK: Maintenance

    private mutating func deleteOld(for save: Save) -> [HistoryAction] {
        let (now, wallNow) = (save.clocks.now, save.clocks.wallNow)
        let isSteady = steadiness?.isSteady(wallNow: wallNow, now: now) ?? false
        guard failure == nil else {
            endMaintenance()
            return []
        }
        step = .deletingOld(save)
        return [.deleteOld(wallNow: wallNow, isSteady: isSteady)]
    }

    private mutating func endMaintenance() {
        step = .idle
        isMaintaining = false
    }

    // MARK: State

    /// Whether the content of the file was read, from a copy included.
    private var isContentKnown: Bool {
        switch fileContent {
        case .none, .unread: false
        case .readFromCopy, .read: true
        }
    }

    /// All that waits; until a late restore is in force, only events and samples, which replace nothing on disk.
    private mutating func take() -> HistoryBatch {
        late == nil ? queue.take() : queue.takeLists()
    }

    /// The batch with all the tables that a new file needs.
    private func completed(_ batch: HistoryBatch) -> HistoryBatch {
        late.map { $0.kept.batch.followed(by: batch) } ?? queue.completing(batch)
    }

    /// The content of the file is known.
    private mutating func noteContent(_ remembered: Remembered, at clocks: Clocks) {
        steadiness = ClockSteadiness(lastAliveAt: remembered.aliveAt, wallNow: clocks.wallNow, now: clocks.now)
        switch startAnswer {
        case .pending: startAnswer = .pending(remembered)
        case .given(let known):
            if let new = remembered.additions(to: known) { late = .available(remembered, new: new) }
        }
        queue.begin(with: remembered)
    }

    private mutating func fail(_ reason: String) {
        guard state != .closed else { return }
        state = .memoryOnly(reason: reason, file: fileContent, late: late)
    }

    private func text(_ problem: HistoryFailure) -> String {
        switch problem {
        case .damaged(let reason): "\(path): \(reason)"
        case .unusable(let reason): reason
        }
    }
}
