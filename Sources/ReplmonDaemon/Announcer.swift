internal import Alerting
import FoundationEssentials
internal import Logging
internal import ReplicationCore
internal import StatusAPI
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

    /// What must survive a restart is on disk again.
    func savedAgain() {
        logger.notice(
            "what must survive a restart is being saved again",
            metadata: ["MESSAGE_ID": "\(MessageID.historySavedAgain.id)"])
    }

    /// A file with what was to survive a restart could not be read.
    func movedAside(_ file: String, reason: String) {
        logger.error(
            "\(reason); the file is now \(file), and a new one was begun",
            metadata: ["MESSAGE_ID": "\(MessageID.historyMovedAside.id)", "REPLMON_FILE": "\(file)"])
    }

    /// Tells what happened: alerts with their fields, everything else in one line.
    func announce(_ transitions: [AlertTransition], events: [Event]) {
        for event in events { log(event) }
        for transition in transitions { log(transition) }
    }

    /// Tells the service manager how things stand, when that has changed.
    func status(_ line: String) {
        let changed = lastStatus.withLock { last in
            defer { last = line }
            return last != line
        }
        if changed { notifier.status(line) }
    }

    private func log(_ transition: AlertTransition) {
        let alert = transition.alert
        let subject = alert.identity.subject
        let rule = AlertCatalogue.row(for: alert.identity.name)
        var fields: Logger.Metadata = [
            "MESSAGE_ID": "\(rule.messageID)", "REPLMON_ALERT": "\(rule.name.rawValue)",
            "REPLMON_SEVERITY": "\(alert.severity.rawValue)", "REPLMON_STATE": "\(alert.state.name)",
            "REPLMON_EVIDENCE": "\(Self.json(alert.evidence))",
        ]
        fields["REPLMON_CLUSTER"] = alert.identity.cluster.map { "\($0)" }
        fields["REPLMON_NODE"] = subject.node.map { "\($0)" }
        fields["REPLMON_UPSTREAM"] = subject.upstream.map { "\($0)" }
        fields["REPLMON_SLOT"] = subject.slot.map { "\($0)" }
        logger.log(level: Self.level(transition), "\(Self.message(transition))", metadata: fields)
    }

    /// What is not told as an alert or by whoever did it.
    private func log(_ event: Event) {
        switch event.kind {
        case .alertFiring, .alertChanged, .alertResolved, .slotLost, .started, .stopped, .reloaded, .reloadRefused:
            break
        case .roleChanged, .failover, .election, .rollback, .silenced, .silenceExpired, .acknowledged:
            var fields: Logger.Metadata = [:]
            fields["MESSAGE_ID"] = event.messageID.map { "\($0.id)" }
            fields["REPLMON_CLUSTER"] = event.cluster.map { "\($0)" }
            fields["REPLMON_NODE"] = event.node.map { "\($0)" }
            fields["REPLMON_SILENCE"] = event.details["silence"].map { "\($0)" }
            fields["REPLMON_AUTHOR"] = event.details["author"].map { "\($0)" }
            fields["REPLMON_ALERT"] = event.details["alert"].map { "\($0)" }
            logger.notice("\(event.place)\(event.summary)", metadata: fields)
        }
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
        let subject = [alert.identity.cluster, alert.identity.subject.node, alert.identity.subject.slot]
            .compactMap(\.self).joined(separator: "/")
        let place = subject.isEmpty ? "" : " \(subject)"
        let name = "\(alert.identity.name.rawValue)\(place)"
        switch transition.kind {
        case .firing:
            let manner = alert.isFlapping ? ", comes and goes" : ""
            return "\(name) firing (\(alert.severity.rawValue)\(manner)): \(alert.summary)"
        case .severityChanged: return "\(name) is now \(alert.severity.rawValue): \(alert.summary)"
        case .flapping: return "\(name) comes and goes; no more of it until it is calm: \(alert.summary)"
        case .settled: return "\(name) no longer comes and goes, it fires: \(alert.summary)"
        case .resolved: return "\(name) resolved" + (alert.lifetime.map { " after \($0)" } ?? "")
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

extension Event {
    /// `orders: `, for a line of a log.
    fileprivate var place: String {
        cluster.map { "\($0): " } ?? ""
    }

    fileprivate var messageID: MessageID? {
        switch kind {
        case .silenced: .silenceAdded
        case .silenceExpired: .silenceExpired
        case .acknowledged: .alertAcknowledged
        default: nil
        }
    }
}

extension Alert {
    /// For how long it fired, `1h 2m 3s`; `nil` while that is not known.
    fileprivate var lifetime: String? {
        guard let firedAt, let resolvedAt else { return nil }
        let seconds = max(0, resolvedAt.since(firedAt).components.seconds)
        let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")]
        return parts.drop { $0.0 == 0 && $0.1 != "s" }.map { "\($0.0)\($0.1)" }.joined(separator: " ")
    }
}
