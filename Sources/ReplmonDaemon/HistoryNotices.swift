internal import Alerting
internal import ReplicationCore

/// Decides what the journal says about the history file. A file that cannot be written is an alert instead.
struct HistoryNotices {
    enum Notice: Hashable {
        /// Everything that waited for the disk has been written.
        case savedAgain
        /// The file could not be read and is now at `file`; a new one was begun.
        case movedAside(file: String, reason: String)
    }

    private var wasSaving = true
    /// When the file that was last reported as moved was moved.
    private var movedAsideAt: MonotonicInstant?

    /// The notice for a health that differs from the one before; each change is reported once.
    mutating func notice(of health: HistoryHealth) -> Notice? {
        switch health {
        case .memoryOnly:
            wasSaving = false
            return nil
        case .startedAnew(let file, let reason, _, let at) where at != movedAsideAt:
            movedAsideAt = at
            wasSaving = true
            return .movedAside(file: file, reason: reason)
        case .saved, .startedAnew:
            defer { wasSaving = true }
            return wasSaving ? nil : .savedAgain
        }
    }
}
