internal import Alerting
internal import ReplicationCore

extension StatusDocument {
    /// An alert that is pending, firing, suppressed or lately resolved.
    package struct AlertStatus: Decodable, Sendable, Hashable {
        package var name: String
        package var severity: String
        /// `pending`, `firing`, `suppressed` or `resolved`.
        package var state: String
        package var cluster: String? = nil
        package var node: String? = nil
        /// The replication slot on the node, for an alert about a slot.
        package var slot: String? = nil
        /// The other end, for an alert about a link.
        package var upstream: String? = nil
        /// When its condition first held. This and all times: RFC 3339, UTC.
        package var activeAt: String
        /// When it began to fire; `null` while pending.
        package var firedAt: String? = nil
        /// When it ended; `null` while active.
        package var resolvedAt: String? = nil
        /// Whether a silence suppresses its notifications.
        package var silenced: Bool
        /// The id of this silence.
        package var silencedBy: String? = nil
        /// The alert that inhibits this one.
        package var inhibitedBy: String? = nil
        /// Why the condition cannot be judged at present.
        package var staleReason: String? = nil
        /// The person who takes care of it.
        package var acknowledgedBy: String? = nil
        package var acknowledgedAt: String? = nil
        /// The comment of the acknowledgement.
        package var acknowledgedComment: String? = nil
        /// Whether its condition changes often: the alert counts as firing until it has been calm.
        @FalseWhenAbsent package var flapping: Bool = false
        /// Whether it was active before replmon was restarted, and has not been judged since.
        @FalseWhenAbsent package var restored: Bool = false
        package var summary: String
        package var evidence: [String: String]
        /// A warning from this value on; the thresholds in force, `null` for a condition that is true or false.
        package var warningSeconds: Double? = nil
        /// Critical from this value on.
        package var criticalSeconds: Double? = nil
        /// A warning ends at this value, which is on the better side of `warning_seconds`.
        package var clearSeconds: Double? = nil
        /// How long the condition must hold before the alert fires.
        package var forSeconds: Double? = nil
        /// How long the condition must have been clear before the alert ends.
        package var keepFiringForSeconds: Double? = nil
        /// The last changes of its condition's outcome, the oldest first, at most ten.
        package var evaluations: [Evaluation] = []

        /// A change of the condition's outcome.
        package struct Evaluation: Decodable, Sendable, Hashable {
            package var at: String
            /// `warning`, `critical`, `clear` or `unknown`.
            package var outcome: String
            /// One line for people, or the reason why it is unknown.
            package var text: String
        }
    }
}

extension StatusDocument.AlertStatus {
    init(_ alert: Alert) {
        name = alert.identity.name.rawValue
        severity = alert.severity.rawValue
        state = alert.shownState
        activeAt = alert.activeAt.description
        silenced = alert.silencedBy != nil
        summary = alert.summary
        evidence = alert.evidence.dictionary
        evaluations = alert.evaluations.map { Evaluation(at: $0.at.description, outcome: $0.outcome, text: $0.text) }
        cluster = alert.identity.cluster
        node = alert.identity.subject.node
        slot = alert.identity.subject.slot
        upstream = alert.identity.subject.upstream
        firedAt = alert.firedAt?.description
        resolvedAt = alert.resolvedAt?.description
        silencedBy = alert.silencedBy
        inhibitedBy = alert.inhibitedBy?.rawValue
        staleReason = alert.staleReason
        acknowledgedBy = alert.acknowledgement?.author
        acknowledgedAt = alert.acknowledgement?.at.description
        acknowledgedComment = alert.acknowledgement.flatMap { $0.comment.isEmpty ? nil : $0.comment }
        flapping = alert.isFlapping
        restored = alert.isRestored
        if let rule = alert.rule { add(rule) }
    }

    private mutating func add(_ rule: AlertRule) {
        warningSeconds = rule.thresholds?.warning.seconds
        criticalSeconds = rule.thresholds?.critical.seconds
        clearSeconds = rule.thresholds?.clearLimit(of: .warning).seconds
        forSeconds = rule.for.seconds
        keepFiringForSeconds = rule.keepFiringFor.seconds
    }
}
