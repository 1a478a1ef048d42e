import Alerting
import Glibc
import History
import QueueExecutor
import ReplicationCore

/// A small program that uses History, for tests that need a separate process: to be killed, to run on a full disk, or to
/// run without permissions.
@main
enum HistoryProbe {
    static func main() async {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 2, let mode = arguments.first, let directory = arguments.last else { exit(64) }
        let (history, remembered) = History.open(directory: directory, now: MonotonicClock.wallNow())
        switch mode {
        case "churn": await churn(history, from: remembered.aliveAt?.milliseconds ?? 0)
        case "serve": await serve(history, remembered)
        default: exit(64)
        }
    }

    /// Writes one batch after the other until it is killed, and prints a line for each that is on disk. Every fourth is
    /// only recorded, so that batches are joined too.
    private static func churn(_ history: History, from last: Int64) async {
        say("open \(history.health)")
        var number = last
        while true {
            number += 1
            if number % 8 == 1 { history.maintain(wallNow: MonotonicClock.wallNow()) }
            history.record(.numbered(number))
            if number % 4 == 0 { continue }
            do {
                try await history.flush()
                say("ack \(number)")
            } catch {
                say("failed \(error)")
            }
        }
    }

    /// Runs the commands on standard input, and answers each with one line.
    private static func serve(_ history: History, _ remembered: Remembered) async {
        while let line = readLine() {
            let parts = line.split(separator: " ").map(String.init)
            switch (parts.first, parts.last.flatMap { Int64($0) }) {
            case ("commit", let number?):
                history.record(.numbered(number))
                do {
                    try await history.flush()
                    say("saved")
                } catch {
                    say("not saved: \(error)")
                }
            case ("record", let number?):
                history.record(.numbered(number))
                say("recorded")
            case ("maintain", _):
                history.maintain(wallNow: MonotonicClock.wallNow())
                say("maintaining")
            case ("health", _):
                say("\(history.health)")
            case ("remembered", _):
                say("\(remembered.aliveAt?.milliseconds ?? 0) \(remembered.alerts.count) alerts")
            case ("events", _):
                let events = await history.events(since: nil, limit: .max)
                say(events.compactMap { $0.details["batch"] }.joined(separator: " "))
            case ("late", _):
                say(history.takeLateRestore().map { "\($0.aliveAt?.milliseconds ?? 0)" } ?? "nothing")
            case ("close", _):
                history.close(within: .seconds(10))
                say("closed")
            default:
                say("unknown command")
            }
        }
    }

    /// Prints a line without a buffer, so that it is not lost when the process is killed.
    private static func say(_ line: String) {
        var bytes = Array((line + "\n").utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { unsafe write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { exit(1) }
            bytes = bytes.dropFirst(max(0, count))
        }
    }
}
