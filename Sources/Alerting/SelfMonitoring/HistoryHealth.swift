package import ReplicationCore

/// Whether what must survive a restart is being written.
package enum HistoryHealth: Hashable, Sendable {
    /// Everything is on disk.
    case saved
    /// Nothing is being written, and why: what happens now would be forgotten by a restart.
    case memoryOnly(reason: String)
    /// Everything is on disk, in a new file: the former one could not be read and was moved to `file`, at this time.
    case startedAnew(file: String, reason: String, lost: Loss, at: MonotonicInstant)

    /// What went with a file that was moved aside.
    package enum Loss: Hashable, Sendable {
        /// Nothing of the file had been read: what was in force, and what had happened.
        case everything
        /// What had happened; what is in force was known and is in the new file.
        case events
    }
}
