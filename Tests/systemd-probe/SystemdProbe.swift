import Glibc
import Logging
import Systemd

/// A small program over the module Systemd, for tests that need a process of their own: its environment, its standard
/// error, its descriptors.
@main
enum SystemdProbe {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.dropFirst().first) {
        case ("log", let identifier?): log(identifier)
        case ("flood", let count?): flood(Int(count) ?? 0, identifier: arguments.last ?? "")
        case ("say", let identifier?): say(identifier)
        case ("leave", let identifier?): leave(identifier)
        case ("explain", _): explain()
        case ("notify", _): notify()
        case ("listen", _): listen()
        default: exit(64)
        }
    }

    /// Sends one event through swift-log with the message id given; to journald when `PROBE_JOURNAL` is set.
    private static func log(_ identifier: String) {
        let isForced = unsafe getenv("PROBE_JOURNAL") != nil
        let journal = isForced ? Journal(destination: .journal) : Journal()
        let logger = Logger(label: "probe") { _ in JournalLogHandler(journal: journal, identifier: "systemd-probe") }
        logger.error(
            "standby db-b\nstopped streaming",
            metadata: [
                "message_id": "\(identifier)", "replmon_cluster": "orders", "alert": "PostgresStandbyDisconnected",
                "REPLMON_EVIDENCE": "\(String(repeating: "é\n", count: 4_000))",
            ])
        print("flushed \(journal.close(within: .seconds(10)))")
    }

    /// Sends each line of standard input as an entry with the message id given, and says when journald has it.
    private static func say(_ identifier: String) {
        let journal = Journal(destination: .journal)
        while let line = readLine() {
            journal.send([("MESSAGE", line), ("MESSAGE_ID", identifier)])
            report("flushed \(journal.flush(within: .seconds(10)))")
        }
    }

    /// Sends three entries and ends without waiting for long.
    private static func leave(_ identifier: String) {
        let journal = Journal(destination: .journal)
        for word in ["one", "two", "three"] { journal.send([("MESSAGE", word), ("MESSAGE_ID", identifier)]) }
        report("flushed \(journal.close(within: .milliseconds(200)))")
    }

    /// Sends an alert with each message id that standard input names.
    private static func explain() {
        let journal = Journal(destination: .journal)
        let logger = Logger(label: "probe") { _ in JournalLogHandler(journal: journal, identifier: "systemd-probe") }
        let names = [
            "alert", "author", "cluster", "dropped", "file", "node", "severity", "silence", "state", "version",
        ]
        while let identifier = readLine() {
            var metadata: Logger.Metadata = ["MESSAGE_ID": "\(identifier)"]
            for name in names { metadata["REPLMON_\(name)"] = "<\(name)>" }
            logger.warning("the message", metadata: metadata)
        }
        report("flushed \(journal.close(within: .seconds(10)))")
    }

    /// Queues `count` entries, says how long that took; after a line on standard input flushes and says what was lost.
    private static func flood(_ count: Int, identifier: String) {
        let journal = Journal(destination: .journal) { lost in
            [("MESSAGE", "\(lost)"), ("SYSLOG_IDENTIFIER", "systemd-probe-loss")]
                .compactMap { JournalField(name: $0.0, value: $0.1) }
        }
        let elapsed = ContinuousClock().measure {
            for number in 0..<count {
                journal.send([("MESSAGE", "entry \(number)"), ("MESSAGE_ID", identifier)])
            }
        }
        let stuck = !journal.flush(within: .milliseconds(100))
        report("queued \(elapsed / .milliseconds(1)) \(stuck)")
        _ = readLine()
        report("flushed \(journal.close(within: .seconds(20))) \(journal.droppedEntries)")
    }

    /// Sends what standard input asks for, line by line.
    private static func notify() {
        let notifier = ServiceNotifier()
        report("active \(notifier.isActive) watchdog \(notifier.watchdogInterval.map { "\($0)" } ?? "none")")
        while let line = readLine() {
            let elapsed = ContinuousClock().measure { notify(notifier, line) }
            report("done \(elapsed / .milliseconds(1))")
        }
        report("flushed \(notifier.flush(within: .seconds(10)))")
    }

    private static func notify(_ notifier: ServiceNotifier, _ command: String) {
        switch command {
        case "ready": notifier.ready()
        case "reloading": notifier.reloading()
        case "stopping": notifier.stopping()
        case "watchdog": notifier.watchdog()
        case "extend": notifier.extendTimeout(.milliseconds(1_500))
        case "failure": notifier.failure(errno: EADDRINUSE, status: "port in use\nREADY=1")
        case "status": notifier.status("2 clusters\nWATCHDOG=trigger")
        case "flood": for number in 0..<10_000 { notifier.status("status \(number)") }
        case "flush": report("flushed \(notifier.flush(within: .seconds(10)))")
        case "flush-briefly": report("flushed \(notifier.flush(within: .milliseconds(50)))")
        default: exit(64)
        }
    }

    private static func listen() {
        for socket in InheritedSockets.take() {
            let isClosedOnExec = fcntl(socket.descriptor, F_GETFD) & FD_CLOEXEC != 0
            report("\(socket.descriptor) \(socket.name) \(isClosedOnExec)")
        }
        report("again \(InheritedSockets.take().count) \(unsafe getenv("LISTEN_FDS") == nil)")
    }

    private static func report(_ line: String) {
        print(line)
        fflush(nil)
    }
}
