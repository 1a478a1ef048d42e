import Glibc

/// What standard output and error are.
enum Terminal {
    /// Colour only on a terminal, and not when the user said no (<https://no-color.org>).
    static var wantsColor: Bool {
        isatty(STDOUT_FILENO) == 1 && environment("NO_COLOR") == nil && environment("TERM") != "dumb"
    }

    /// Columns of the terminal; 80 when output goes elsewhere.
    static var width: Int {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40
        else { return 80 }
        return Int(size.ws_col)
    }

    /// One line on standard error.
    static func complain(_ line: String) {
        let bytes = Array("replmon: \(line)\n".utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    private static func environment(_ name: String) -> String? {
        unsafe getenv(name).flatMap { unsafe $0.pointee == 0 ? nil : unsafe String(cString: $0) }
    }
}
