import Alerting
import Glibc
import History
import QueueExecutor
import ReplicationCore

/// A small program over the module History, for tests that need a process of their own: to be killed, to live on a full
/// disk, to run without rights.
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

    /// Writes one batch after the other until it is killed, and says so after each that is on disk. Every fourth is only
    /// recorded, so that batches are joined too.
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

    /// Does what the lines on standard input say, and answers each with one line.
    private static func serve(_ history: History, _ remembered: Remembered) async {
        while let line = readLine() {
            let words = line.split(separator: " ").map(String.init)
            switch (words.first, words.last.flatMap { Int64($0) }) {
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
                say("what?")
            }
        }
    }

    /// One line, at once: what was printed stays printed when the process is killed.
    private static func say(_ line: String) {
        var bytes = Array((line + "\n").utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { unsafe write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { exit(1) }
            bytes = bytes.dropFirst(max(0, count))
        }
    }
}
