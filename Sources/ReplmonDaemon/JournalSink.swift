internal import Alerting
import FoundationEssentials
internal import Logging
internal import ReplicationCore

/// Writes alert transitions, events and notices about the history file to the journal. No call waits.
struct JournalSink: Sendable {
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    /// Logs the events and transitions of an evaluation: an alert with its fields, anything else as one line.
    func log(_ outcome: AlertPipeline.Outcome) {
        for event in outcome.events { log(event) }
        for transition in outcome.transitions { log(transition) }
    }

    /// Logs a change of the history file.
    func log(_ notice: HistoryNotices.Notice) {
        switch notice {
        case .savedAgain:
            logger.notice(
                "the history is being written again; a restart loses nothing",
                metadata: ["MESSAGE_ID": "\(MessageID.historySavedAgain.id)"])
        case .movedAside(let file, let reason):
            logger.error(
                "\(reason); the file is now \(file), and a new one was begun",
                metadata: ["MESSAGE_ID": "\(MessageID.historyMovedAside.id)", "REPLMON_FILE": "\(file)"])
        }
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
        logger.log(level: Self.level(transition), "\(transition.message)", metadata: fields)
    }

    private func log(_ event: Event) {
        switch event.kind {
        // A transition, or the code that caused the event, logs these.
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
        let object = Dictionary(evidence.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        return (try? encoder.encode(object)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// `PRIORITY`: 2 for a critical alert, 4 for a warning, 5 for the end of either.
    private static func level(_ transition: AlertTransition) -> Logger.Level {
        guard transition.kind != .resolved else { return .notice }
        return transition.alert.severity == .critical ? .critical : .warning
    }
}

extension Event {
    /// `orders: `, the begin of a log line.
    fileprivate var place: String { cluster.map { "\($0): " } ?? "" }

    fileprivate var messageID: MessageID? {
        switch kind {
        case .silenced: .silenceAdded
        case .silenceExpired: .silenceExpired
        case .acknowledged: .alertAcknowledged
        default: nil
        }
    }
}
