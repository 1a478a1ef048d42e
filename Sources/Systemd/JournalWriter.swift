import CSystemd
import Glibc

/// Sends one entry to journald or to standard error, blocking for as long as the receiver hangs.
struct JournalWriter: Sendable {
    let destination: JournalDestination
    /// Standard error, unless a test reads another descriptor.
    var descriptor = STDERR_FILENO

    /// Fields sent of one entry: libsystemd needs up to five I/O vectors for each, on its stack, and the kernel
    /// accepts 1,024 in all.
    private static let mostFields = 128

    func write(_ entry: [JournalField]) {
        switch destination {
        case .journal:
            if !sendToJournal(entry.prefix(Self.mostFields)) { writeLine(entry, prefix: .priority) }
        case .stderr(let prefix):
            writeLine(entry, prefix: prefix)
        }
    }

    /// False when journald did not accept the entry. Without a socket libsystemd reports success, so the socket is
    /// checked.
    private func sendToJournal(_ entry: ArraySlice<JournalField>) -> Bool {
        guard !entry.isEmpty, unsafe access("/run/systemd/journal/socket", F_OK) == 0 else { return entry.isEmpty }
        var bytes: [UInt8] = []
        var ranges: [Range<Int>] = []
        for field in entry {
            let start = bytes.count
            bytes += field.name.utf8
            bytes.append(UInt8(ascii: "="))
            bytes += field.value.utf8
            ranges.append(start..<bytes.count)
        }
        return unsafe bytes.withUnsafeMutableBytes { buffer in
            let vectors = unsafe ranges.map { range in
                unsafe iovec(iov_base: buffer.baseAddress?.advanced(by: range.lowerBound), iov_len: range.count)
            }
            return unsafe sd_journal_sendv(vectors, Int32(vectors.count)) >= 0
        }
    }

    /// Writes the whole line, waiting where the descriptor is non-blocking; stops when the stream is closed.
    private func writeLine(_ entry: [JournalField], prefix: JournalLinePrefix) {
        var rest = Self.line(entry, prefix: prefix)[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else if errno == EAGAIN {
                var writable = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                unsafe poll(&writable, 1, -1)
            } else if errno != EINTR {
                return
            }
        }
    }

    /// Writes the line if standard error takes all of it without waiting.
    func writeLineAtOnce(_ entry: [JournalField]) {
        let line = Self.line(entry, prefix: .priority)
        var writable = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        // A pipe that is ready has room for PIPE_BUF bytes, a socket for more.
        guard line.count <= PIPE_BUF, unsafe poll(&writable, 1, 0) == 1, writable.revents == Int16(POLLOUT) else {
            return
        }
        _ = unsafe line.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }

    private static func line(_ entry: [JournalField], prefix: JournalLinePrefix) -> [UInt8] {
        Array((JournalLine(entry: entry, prefix: prefix).text + "\n").utf8)
    }
}
