internal import Alerting
internal import ReplicationCore
internal import StatusAPI
internal import Synchronization
internal import Systemd

/// Sends the service manager one line of status and the signs of life that its watchdog wants. No call waits.
final class ServiceStatus: Sendable {
    private let notifier: ServiceNotifier
    private let lastLine = Mutex("")

    init(notifier: ServiceNotifier) {
        self.notifier = notifier
    }

    /// Feeds the watchdog; only the coordinator's tick does so.
    func alive() {
        if notifier.watchdogInterval != nil { notifier.watchdog() }
    }

    /// Sends a line that differs from the one before.
    func update(_ line: String) {
        let changed = lastLine.withLock { last in
            defer { last = line }
            return last != line
        }
        if changed { notifier.status(line) }
    }

    /// `2 clusters, 5/6 nodes answer: orders ok, media critical`.
    static func line(_ snapshot: Snapshot) -> String {
        let nodes = snapshot.clusters.flatMap(\.view.nodes)
        let verdicts = snapshot.clusters.map { "\($0.view.name) \($0.verdict.rawValue)" }.joined(separator: ", ")
        let answering = nodes.filter(\.reachable).count
        let clusters = snapshot.clusters.count == 1 ? "1 cluster" : "\(snapshot.clusters.count) clusters"
        return "\(clusters), \(answering)/\(nodes.count) nodes answer" + (verdicts.isEmpty ? "" : ": \(verdicts)")
    }
}
