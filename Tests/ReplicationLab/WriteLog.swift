import Glibc
import Synchronization

/// Commits at recorded instants, to compare a reported lag with the true one.
///
/// Instants are nanoseconds of `CLOCK_MONOTONIC`, like those of replmon.
package final class WriteLog: Sendable {
    /// One commit, and where the WAL ended right after it.
    package struct Write: Sendable {
        /// Just before it was sent.
        package let start: Int64
        /// Just after it had returned.
        package let end: Int64
        /// `pg_current_wal_lsn()` then.
        package let position: String

        let bytes: UInt64
    }

    private let session: PostgresSession
    private let log = Mutex<[Write]>([])
    private let repetition = Repetition()

    init(port: Int, interval: Duration, in lab: Lab) throws {
        session = try PostgresSession(port: port, application: "write log")
        repetition.start("write log", every: interval) { [self] in step() }
        lab.atEnd { [self] in stop() }
    }

    /// The writes until now, the oldest first.
    package var writes: [Write] { log.withLock { $0 } }

    /// Stops writing.
    package func stop() {
        repetition.end { session.disconnect() }
    }

    /// How old the oldest write is that a standby which has replayed up to `position` lacks at `instant`: its true lag,
    /// zero when it lacks none. The two bounds are the write's end and start. `nil` when it lacks what was written
    /// before this log began.
    ///
    /// The server's own writes in between (checkpoints, snapshots for standbys) are not in the log.
    package func lag(atReplay position: String, at instant: Int64) -> ClosedRange<Duration>? {
        let written = writes
        guard let replayed = Self.bytes(position), let first = written.first, first.bytes <= replayed else {
            return nil
        }
        let missing = written.first { $0.bytes > replayed && $0.start <= instant }
        guard let missing else { return .zero ... .zero }
        return .nanoseconds(max(0, instant - missing.end)) ... .nanoseconds(instant - missing.start)
    }

    /// `CLOCK_MONOTONIC` in nanoseconds.
    package static func now() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private func step() {
        let start = Self.now()
        guard (try? session.run("SELECT pg_logical_emit_message(true, 'lab', 'noted')")) != nil else { return }
        let end = Self.now()
        guard let position = try? session.run("SELECT pg_current_wal_lsn()"), let bytes = Self.bytes(position) else {
            return
        }
        log.withLock { $0.append(Write(start: start, end: end, position: position, bytes: bytes)) }
    }

    /// `16/B374D848`: two halves in hexadecimal digits.
    private static func bytes(_ position: String) -> UInt64? {
        let halves = position.split(separator: "/").map { UInt32($0, radix: 16) }
        guard halves.count == 2, let high = halves[0], let low = halves[1] else { return nil }
        return UInt64(high) << 32 | UInt64(low)
    }
}
