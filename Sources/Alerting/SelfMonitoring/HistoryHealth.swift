package import ReplicationCore

/// Whether the data that must survive a restart is being saved.
package enum HistoryHealth: Hashable, Sendable {
    /// Everything is on disk.
    case saved
    /// Nothing is being saved, with the reason: a restart would lose recent changes.
    case memoryOnly(reason: String)
    /// Everything is on disk, in a new file: the previous one could not be read and was moved to `file` at this time.
    case startedAnew(file: String, reason: String, lost: Loss, at: MonotonicInstant)

    /// The data that was lost with a file that was moved aside.
    package enum Loss: Hashable, Sendable {
        /// Nothing of the file could be read: silences, acknowledgements and alerts in force, and past events.
        case everything
        /// Only past events; the state in force was known and is in the new file.
        case events
    }
}
