internal import Alerting
internal import ReplicationCore

/// An order of ``HistoryMachine`` to its driver. All but ``enqueue(_:)`` run on the writer's queue, and the result of
/// each is the event that its comment names; every failure is ``HistoryMachine/failed(_:)``.
enum HistoryAction: Equatable, Sendable {
    /// Hand this job to the queue, which begins it with ``HistoryMachine/begin(_:at:)``.
    case enqueue(HistoryMachine.Job)
    /// Close the database if it is open, then open it, and make it if there is none. Where `reads`, read what a restart
    /// needs from it. Result: ``HistoryMachine/opened(_:)``.
    case open(reads: Bool)
    /// Read what a restart needs from a copy of the file. Result: ``HistoryMachine/copyRead(_:)``.
    case readCopy
    /// Check that the open file is still the one at its path. Result: ``HistoryMachine/placeChecked(isInPlace:)``.
    case checkPlace
    /// Write and sync a batch in one transaction. Result: ``HistoryMachine/written()``.
    case write(HistoryBatch)
    /// Close the database and rename the file; the new name contains the time. Result:
    /// ``HistoryMachine/movedAside(to:at:)``.
    case moveAside(at: WallInstant)
    /// Check whether a file that was moved aside still exists. Result: ``HistoryMachine/movedAsideChecked(exists:)``.
    case checkMovedAside(String)
    /// Delete a part of what is too old or too many. Result: ``HistoryMachine/oldDeleted()``.
    case deleteOld(wallNow: WallInstant, isSteady: Bool)
    /// Close the database. No result.
    case close
}
