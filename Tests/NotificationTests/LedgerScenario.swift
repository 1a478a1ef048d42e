import Alerting
import ReplicationCore

@testable import Notification

/// A ledger with two clocks moved by hand, and an Alertmanager that answers as the test says.
struct LedgerScenario {
    var ledger: NotificationLedger
    /// Seconds since the beginning.
    private(set) var second: Int64 = 0
    /// By how much somebody set the wall clock wrong.
    var clockOffset: Int64 = 0

    init(pair: Bool = false, observer: String = "utility-a", url: String = "http://10.0.0.2:9093") {
        ledger = NotificationLedger(
            settings: NotificationSettings(
                observer: observer, pair: pair, externalURL: "http://utility-a:8642"), url: url)
    }

    var now: MonotonicInstant { MonotonicInstant(nanoseconds: 1_000_000_000_000 + second * 1_000_000_000) }
    var wallNow: WallInstant { .start.after(seconds: second + clockOffset) }

    mutating func update(_ alerts: [Alert]) {
        ledger.update(alerts, now: now, wallNow: wallNow)
    }

    /// One request, if something is due: what was in it, without the watchdog.
    @discardableResult
    mutating func send(_ outcome: NotificationLedger.Outcome = .accepted) -> [PostableAlert] {
        guard let batch = batch() else { return [] }
        ledger.finish(batch, outcome)
        return batch.alerts.filter { $0.labels["alertname"] != "ReplmonWatchdog" }
    }

    /// The next request, its answer yet to come.
    mutating func batch() -> NotificationLedger.Batch? {
        ledger.nextBatch(now: now, wallNow: wallNow)
    }

    /// Moves both clocks, second by second, with the same alerts; everything sent meanwhile, with the second.
    mutating func run(
        _ seconds: Int64, _ alerts: [Alert], _ outcome: NotificationLedger.Outcome = .accepted
    ) -> [(second: Int64, alert: PostableAlert)] {
        var sent: [(second: Int64, alert: PostableAlert)] = []
        for _ in 0..<seconds {
            second += 1
            update(alerts)
            sent += send(outcome).map { (second, $0) }
        }
        return sent
    }

    mutating func wait(_ seconds: Int64) {
        second += seconds
    }
}
