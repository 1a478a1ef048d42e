internal import Alerting
internal import Exposition
import FoundationEssentials
internal import Logging
internal import Replication
internal import Synchronization
internal import Systemd

/// Tells people and the service manager: transitions to the journal, one line of status and signs of life to systemd.
/// Nothing here waits.
final class Announcer: Sendable {
    private let logger: Logger
    private let notifier: ServiceNotifier
    private let lastStatus = Mutex("")

    init(logger: Logger, notifier: ServiceNotifier) {
        self.logger = logger
        self.notifier = notifier
    }

    /// The coordinator's loop went round.
    func alive() {
        if notifier.watchdogInterval != nil { notifier.watchdog() }
    }

    func announce(_ transitions: [AlertTransition], snapshot: Snapshot) {
        for transition in transitions { log(transition) }
        let line = Self.statusLine(snapshot)
        let changed = lastStatus.withLock { last in
            defer { last = line }
            return last != line
        }
        if changed { notifier.status(line) }
    }

    private func log(_ transition: AlertTransition) {
        let alert = transition.alert
        let rule = AlertCatalogue.row(for: alert.identity.name)
        var fields: Logger.Metadata = [
            "MESSAGE_ID": "\(rule.messageID)", "REPLMON_ALERT": "\(rule.name.rawValue)",
            "REPLMON_SEVERITY": "\(alert.severity.rawValue)", "REPLMON_STATE": "\(alert.state.name)",
            "REPLMON_EVIDENCE": "\(Self.json(alert.evidence))",
        ]
        fields["REPLMON_CLUSTER"] = alert.identity.cluster.map { "\($0)" }
        fields["REPLMON_NODE"] = alert.identity.subject.node.map { "\($0)" }
        fields["REPLMON_SLOT"] = alert.identity.subject.slot.map { "\($0)" }
        logger.log(level: Self.level(transition), "\(Self.message(transition))", metadata: fields)
    }

    private static func json(_ evidence: [Evidence]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let object = Dictionary(evidence.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        return (try? encoder.encode(object)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// `PRIORITY`: critical alerts 2, warnings 4, what is over 5.
    private static func level(_ transition: AlertTransition) -> Logger.Level {
        guard transition.kind != .resolved else { return .notice }
        return transition.alert.severity == .critical ? .critical : .warning
    }

    static func message(_ transition: AlertTransition) -> String {
        let alert = transition.alert
        let subject = [alert.identity.cluster, alert.identity.subject.node, alert.identity.subject.slot].compactMap(
            \.self
        ).joined(separator: "/")
        let place = subject.isEmpty ? "" : " \(subject)"
        switch transition.kind {
        case .firing:
            return "\(alert.identity.name.rawValue)\(place) firing (\(alert.severity.rawValue)): \(alert.summary)"
        case .severityChanged:
            return "\(alert.identity.name.rawValue)\(place) is now \(alert.severity.rawValue): \(alert.summary)"
        case .resolved: return "\(alert.identity.name.rawValue)\(place) resolved"
        }
    }

    /// `2 clusters, 5/6 nodes answer: orders ok, media critical`.
    static func statusLine(_ snapshot: Snapshot) -> String {
        let nodes = snapshot.clusters.flatMap(\.view.nodes)
        let verdicts = snapshot.clusters.map { "\($0.view.name) \($0.verdict.rawValue)" }.joined(separator: ", ")
        let answering = nodes.filter(\.reachable).count
        let clusters = snapshot.clusters.count == 1 ? "1 cluster" : "\(snapshot.clusters.count) clusters"
        return "\(clusters), \(answering)/\(nodes.count) nodes answer" + (verdicts.isEmpty ? "" : ": \(verdicts)")
    }
}
