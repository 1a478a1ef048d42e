import Glibc

/// The text of an `errno` value.
enum SystemError {
    /// The text of `strerror(3)`; thread-safe since glibc 2.32.
    static func text(_ code: CInt) -> String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}
