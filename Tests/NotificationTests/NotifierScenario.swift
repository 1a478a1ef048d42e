import Alerting
import HTTP
import QueueExecutor
import ReplicationCore
import ReplicationLab
import Synchronization

@testable import Notification

/// A notifier at work, thirty times as fast as in service, the files with secrets that it reads, and what it reported.
final class NotifierScenario: Sendable {
    static let quick = {
        var timing = NotificationTiming()
        timing.refresh = .seconds(1)
        timing.lifetime = .seconds(4)
        timing.pairLifetime = .seconds(3)
        timing.watchdogLifetime = .seconds(4)
        timing.coalescing = .milliseconds(300)
        return timing
    }()

    /// The surroundings of the notifier.
    final class Surroundings: Sendable {
        let notices = Mutex<[AlertmanagerNotice]>([])
        let files: Mutex<[String: String]>

        init(files: [String: String]) {
            self.files = Mutex(files)
        }

        func read(_ path: String) throws -> String {
            guard let secret = files.withLock({ $0[path] }) else { throw LabError("cannot read \(path)") }
            return secret
        }
    }

    let notifier: AlertmanagerNotifier
    private let surroundings: Surroundings
    private let pair: Bool
    private let observer: String

    init(
        _ targets: [AlertmanagerTarget], pair: Bool = false, observer: String = "utility-a",
        files: [String: String] = [:]
    ) {
        let surroundings = Surroundings(files: files)
        (self.surroundings, self.pair, self.observer) = (surroundings, pair, observer)
        notifier = AlertmanagerNotifier(timing: Self.quick, readSecret: surroundings.read) { notice in
            surroundings.notices.withLock { $0.append(notice) }
        }
        adopt(targets)
    }

    func adopt(_ targets: [AlertmanagerTarget]) {
        notifier.adopt(NotificationSettings(targets: targets, observer: observer, pair: pair))
    }

    func notify(_ alerts: [Alert]) {
        notifier.update(alerts, wallNow: MonotonicClock.wallNow())
    }

    func write(_ secret: String, to path: String) {
        surroundings.files.withLock { $0[path] = secret }
    }

    var notices: [AlertmanagerNotice] { surroundings.notices.withLock { $0 } }

    /// Of the first Alertmanager.
    var statistics: AlertmanagerStatistics {
        notifier.statistics().first ?? AlertmanagerStatistics(url: "none", capacity: 0)
    }

    /// Waits until a request failed, and says why.
    func failure() async throws -> String {
        try await until("a request to fail") { self.statistics.failure != nil }
        return statistics.failure ?? ""
    }

    /// Waits until so many further alerts were taken: time passes.
    func sends(_ count: UInt64) async throws {
        let sent = statistics.sent
        try await until("\(count) more alerts to be taken") { self.statistics.sent >= sent + count }
    }
}

/// Waits for a condition, with a limit, without blocking the thread.
func until(
    _ what: String, within limit: Duration = .seconds(15), _ condition: () throws -> Bool
) async throws {
    try await waitUntil(what, within: limit) { () async throws in try condition() }
}

extension AlertmanagerTarget {
    /// An Alertmanager of the lab, or what stands in its place at this port.
    static func plain(_ port: Int, prefix: String = "", timeout: Duration = .seconds(5)) -> AlertmanagerTarget {
        AlertmanagerTarget(
            url: "http://127.0.0.1:\(port)\(prefix)", endpoint: .tcp(host: "127.0.0.1", port: port), prefix: prefix,
            timeout: timeout)
    }
}

extension Alert {
    /// An alert that began to fire a moment ago.
    static func now(
        _ name: AlertName = .postgresNodeDown, node: String? = "db-b", _ severity: Severity = .critical
    ) -> Alert {
        .notified(name, node: node, severity, firedAt: MonotonicClock.wallNow())
    }

    var over: Alert { resolved(at: MonotonicClock.wallNow()) }
}
