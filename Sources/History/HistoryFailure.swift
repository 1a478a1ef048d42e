internal import Glibc

/// Why the database cannot be used.
enum HistoryFailure: Error, Hashable, Sendable {
    /// What lies in its place is no database of ours that can be read: to be moved aside.
    case damaged(String)
    /// The place cannot be used now, and what is there stays as it is.
    case unusable(String)

    /// The system's words for an `errno` value.
    static func systemText(_ code: CInt) -> String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}
