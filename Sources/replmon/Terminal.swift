import Glibc
import ReplmonCtl

/// Standard output and standard error.
enum Terminal {
    /// Colour only on a terminal, and not when `NO_COLOR` is set (<https://no-color.org>).
    static var wantsColor: Bool {
        isScreen && environment("NO_COLOR") == nil
    }

    /// Whether standard output is a terminal that understands control sequences.
    static var isScreen: Bool {
        isatty(STDOUT_FILENO) == 1 && environment("TERM") != "dumb"
    }

    /// Columns of the terminal; 80 when output goes elsewhere.
    static var width: Int {
        guard let size, size.ws_col >= 40 else { return 80 }
        return Int(size.ws_col)
    }

    /// Lines of the terminal; 24 when output goes elsewhere.
    static var height: Int {
        guard let size, size.ws_row > 0 else { return 24 }
        return Int(size.ws_row)
    }

    private static var size: winsize? {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 else { return nil }
        return size
    }

    /// One line on standard error.
    static func complain(_ line: String) {
        _ = write(Array("replmon: \(line)\n".utf8), to: STDERR_FILENO)
    }

    /// Text on standard output. A reader that has closed its end ends the process as it ends any other: by SIGPIPE,
    /// silently.
    static func say(_ text: String) {
        say(Array(text.utf8))
    }

    /// Bytes on standard output.
    static func say(_ bytes: [UInt8]) {
        switch write(bytes, to: STDOUT_FILENO) {
        case 0: break
        case EPIPE:
            // The HTTP client makes the process ignore it.
            signal(SIGPIPE, SIG_DFL)
            raise(SIGPIPE)
        case let error:
            complain("standard output: \(unsafe String(cString: strerror(error)))")
            exit(ExitStatus.unknown)
        }
    }

    /// Writes all of it; the error's number, or 0.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            let error = count < 0 ? errno : 0
            switch error {
            case 0: rest = rest.dropFirst(count)
            case EINTR: break
            case EAGAIN:
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&ready, 1, 1000)
            default: return error
            }
        }
        return 0
    }

    static func environment(_ name: String) -> String? {
        unsafe getenv(name).flatMap { unsafe $0.pointee == 0 ? nil : unsafe String(cString: $0) }
    }
}
