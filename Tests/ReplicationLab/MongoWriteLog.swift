import Glibc
import Synchronization

/// Writes at recorded instants, to compare a reported lag with the true one.
package final class MongoWriteLog: Sendable {
    /// One insert that was acknowledged as its write concern asks.
    package struct Write: Sendable {
        /// Just before it was sent, in nanoseconds of `CLOCK_MONOTONIC`.
        package let start: Int64
        /// Just after it had returned, likewise.
        package let end: Int64
        /// Just before it was sent, in milliseconds since 1970.
        package let wallMilliseconds: Int64
        /// Its place in the oplog.
        package let optime: LabOptime
    }

    private let log = Mutex<[Write]>([])
    private let connection = Mutex<MongoConnection?>(nil)
    private let connect: @Sendable () throws -> sending MongoConnection?
    private let command: String
    private let repetition = Repetition()

    init(
        interval: Duration, writeConcern: String, in lab: Lab,
        connect: @escaping @Sendable () throws -> sending MongoConnection?
    ) {
        self.connect = connect
        command = #"{"insert": "noted", "documents": [{}], "writeConcern": \#(writeConcern)}"#
        repetition.start("mongo write log", every: interval) { [self] in step() }
        lab.atEnd { [self] in stop() }
    }

    /// The writes until now, the oldest first.
    package var writes: [Write] { log.withLock { $0 } }

    /// Stops writing; returns when the last write is over.
    package func stop() {
        repetition.end {}
    }

    /// How old the oldest write is that a member which has applied `optime` lacks at `instant` (`CLOCK_MONOTONIC`): its
    /// true lag, zero when it lacks none. The bounds are the write's end and start. `nil` when it lacks what was written
    /// before this log began.
    ///
    /// The servers' own writes in between (a no-op every ten seconds) are not in the log. Writes that were rolled back
    /// are, so do not use the log with rollbacks.
    package func lag(atApplied optime: LabOptime, at instant: Int64) -> ClosedRange<Duration>? {
        let written = writes
        guard let first = written.first, first.optime <= optime else { return nil }
        guard let missing = written.first(where: { $0.optime > optime && $0.start <= instant }) else {
            return .zero ... .zero
        }
        return .nanoseconds(max(0, instant - missing.end)) ... .nanoseconds(instant - missing.start)
    }

    private func step() {
        let start = WriteLog.now()
        let wall = Self.wallMilliseconds()
        let optime = connection.withLock { connection -> LabOptime? in
            do {
                if connection == nil { connection = try connect() }
                let reply = try connection?.run(command, database: "lab")
                return try reply.map { try LabOptime.inserted(try MongoDocument(json: $0)) }
            } catch {
                connection = nil
                return nil
            }
        }
        guard let optime else { return }
        let write = Write(start: start, end: WriteLog.now(), wallMilliseconds: wall, optime: optime)
        log.withLock { $0.append(write) }
    }

    private static func wallMilliseconds() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
