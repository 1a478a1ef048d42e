package import Alerting
import QueueExecutor
package import ReplicationCore
import Synchronization

/// Notifies every Alertmanager of firing and resolved alerts.
///
/// It receives all alerts whenever they may have changed; the sender of each Alertmanager works out what that one has
/// not received yet. No call waits for an Alertmanager, except ``drain(within:)``.
package final class AlertmanagerNotifier: Sendable {
    private struct State {
        /// In the order of the settings.
        var senders: [(url: String, sender: AlertmanagerSender)] = []
        var latest: (alerts: [Alert], wallNow: WallInstant)?
        var hasEnded = false
    }

    private let state = Mutex(State())
    private let timing: NotificationTiming
    private let readSecret: @Sendable (String) throws -> String
    private let report: @Sendable (AlertmanagerNotice) -> Void

    /// Sends nothing before ``adopt(_:)``. `readSecret` returns the secret in a file and is called for each request;
    /// `report` receives the notices for the log.
    package convenience init(
        readSecret: @escaping @Sendable (String) throws -> String,
        report: @escaping @Sendable (AlertmanagerNotice) -> Void
    ) {
        self.init(timing: NotificationTiming(), readSecret: readSecret, report: report)
    }

    init(
        timing: NotificationTiming, readSecret: @escaping @Sendable (String) throws -> String,
        report: @escaping @Sendable (AlertmanagerNotice) -> Void
    ) {
        self.timing = timing
        self.readSecret = readSecret
        self.report = report
    }

    /// A notifier without Alertmanagers. Only those that need no secret can be adopted later.
    package static var toNobody: AlertmanagerNotifier {
        struct NoSecret: Error {}
        return AlertmanagerNotifier(readSecret: { _ in throw NoSecret() }, report: { _ in })
    }

    /// Notifies these Alertmanagers from now on. One that is no longer among them receives nothing more; for one that
    /// stays, the record of what it has received is kept.
    package func adopt(_ settings: NotificationSettings) {
        let removed: [AlertmanagerSender] = state.withLock { state in
            guard !state.hasEnded else { return [] }
            var former = Dictionary(state.senders.map { ($0.url, $0.sender) }, uniquingKeysWith: { first, _ in first })
            state.senders = settings.targets.map { target in
                if let sender = former.removeValue(forKey: target.url) {
                    sender.adopt(target, settings)
                    return (target.url, sender)
                }
                return (target.url, sender(for: target, settings, latest: state.latest))
            }
            return Array(former.values)
        }
        for sender in removed {
            Task { await sender.end(within: .zero) }
        }
    }

    private func sender(
        for target: AlertmanagerTarget, _ settings: NotificationSettings,
        latest: (alerts: [Alert], wallNow: WallInstant)?
    ) -> AlertmanagerSender {
        let sender = AlertmanagerSender(
            client: AlertmanagerClient(target: target, readSecret: readSecret), settings: settings, timing: timing,
            report: report)
        if let latest { sender.offer(latest.alerts, wallNow: latest.wallNow) }
        sender.start()
        return sender
    }

    /// Takes in all alerts as they are now. Those that are firing and have been notified are kept alive in the
    /// Alertmanagers, others are resolved there. Never waits.
    package func update(_ alerts: [Alert], wallNow: WallInstant) {
        let senders = state.withLock { state in
            state.latest = (alerts, wallNow)
            return state.senders
        }
        for (_, sender) in senders { sender.offer(alerts, wallNow: wallNow) }
    }

    /// The deliveries to each Alertmanager, in the order of the settings.
    package func statistics() -> [AlertmanagerStatistics] {
        let now = MonotonicClock.now()
        return state.withLock { $0.senders }.map { $0.sender.statistics(at: now) }
    }

    /// Tries for at most `limit` to deliver pending beginnings and ends, then stops: nothing is sent afterwards. Alerts
    /// that are still firing are not resolved.
    package func drain(within limit: Duration) async {
        let senders = state.withLock { state in
            state.hasEnded = true
            return state.senders
        }
        await withTaskGroup { group in
            for (_, sender) in senders { group.addTask { await sender.end(within: limit) } }
        }
    }
}
