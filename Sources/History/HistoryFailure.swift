internal import Glibc

/// Why the database cannot be used.
enum HistoryFailure: Error, Hashable, Sendable {
    /// The file is not a history that this release can read. It has to be moved aside.
    case damaged(String)
    /// The file cannot be used now, and stays as it is.
    case unusable(String)

    /// The system's text for an `errno` value.
    static func systemText(_ code: CInt) -> String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}
