package import Alerting
import QueueExecutor
package import ReplicationCore
import Synchronization

/// Tells every Alertmanager what fires, and that it ended.
///
/// It is given all alerts whenever they may have changed, and each Alertmanager's sender works out what that one has
/// yet to be told. No call waits for an Alertmanager but ``drain(within:)``.
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

    /// Tells nobody before ``adopt(_:)``. `readSecret` returns the secret in a file, asked for at each request;
    /// `report` is given what operators should read in the log.
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

    /// Tells nobody, until others are adopted that need no secret.
    package static var toNobody: AlertmanagerNotifier {
        struct NoSecret: Error {}
        return AlertmanagerNotifier(readSecret: { _ in throw NoSecret() }, report: { _ in })
    }

    /// Tells these Alertmanagers from now on. One that is no longer among them hears nothing more; one that stays keeps
    /// what is known of it.
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

    /// All alerts as they are now: what fires and people were told of, and what no longer does. Never waits.
    package func update(_ alerts: [Alert], wallNow: WallInstant) {
        let senders = state.withLock { state in
            state.latest = (alerts, wallNow)
            return state.senders
        }
        for (_, sender) in senders { sender.offer(alerts, wallNow: wallNow) }
    }

    /// How it goes with each Alertmanager, in the order of the settings.
    package func statistics() -> [AlertmanagerStatistics] {
        let now = MonotonicClock.now()
        return state.withLock { $0.senders }.map { $0.sender.statistics(at: now) }
    }

    /// Tries to deliver what is waiting, for at most `limit`, and ends: nothing is sent afterwards. What still fires is
    /// not resolved.
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
