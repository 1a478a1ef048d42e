/// One possible fault of a cluster, node, link or slot, with its answer by the latest readings.
///
/// Every kind of condition is answered at every evaluation, for every subject it applies to: a clear answer is stated,
/// not left out, so that a missing answer is never mistaken for recovery.
package struct Condition: Hashable, Sendable {
    /// The alert this condition raises.
    package var alert: AlertName
    /// The part of the cluster that it is about.
    package var subject: Subject
    /// Yes, no, a time to compare with a threshold, or unknown.
    package var truth: Truth
    /// One line for people, with names and numbers; ``clearSummary`` where the answer is no.
    package var summary: String
    /// The facts behind it, in reading order; none where the answer is no.
    package var evidence: [Evidence]
    /// Nodes whose failure would cause this condition: an alert about one of them inhibits this condition's alert, also
    /// while the former goes on firing after its answer has become no.
    package var causes: [String]

    /// The summary of every condition that does not hold.
    package static let clearSummary = "clear"

    /// The cluster as a whole, a node of it, the link that ends at a node, or a replication slot on a node.
    package struct Subject: Hashable, Sendable {
        package var node: String?
        package var upstream: String?
        /// A replication slot on the node, by name.
        package var slot: String?

        package init(node: String? = nil, upstream: String? = nil, slot: String? = nil) {
            self.node = node
            self.upstream = upstream
            self.slot = slot
        }
    }

    /// Three-valued, or a measure whose threshold is in the alert rules.
    package enum Truth: Hashable, Sendable {
        case holds
        /// Holds in a milder form: always a warning, independent of the rule's severity.
        case holdsAsWarning
        case clear
        /// Not known, with the reason: neither raises nor clears an alert.
        case unknown(String)
        /// A time to compare with the rule's thresholds.
        case measured(Duration)
        /// Only a lower limit is known, with the reason: may raise an alert, clears none.
        case measuredAtLeast(Duration, String)
    }

    /// Almost every answer is no, and nobody reads the evidence of a no: it is computed for other answers only.
    package init(
        _ alert: AlertName, node: String? = nil, upstream: String? = nil, slot: String? = nil, truth: Truth,
        summary: @autoclosure () -> String, evidence: @autoclosure () -> [Evidence] = [],
        causes: [String] = []
    ) {
        self.alert = alert
        self.subject = Subject(node: node, upstream: upstream, slot: slot)
        self.truth = truth
        self.causes = causes
        if case .clear = truth {
            (self.summary, self.evidence) = (Self.clearSummary, [])
        } else {
            (self.summary, self.evidence) = (summary(), evidence())
        }
    }
}

extension Condition {
    /// The answer of one condition for one subject. `causes` stay on an answer of no: see ``causes``.
    package init(_ alert: AlertName, _ subject: Subject, _ answer: Answer, causes: [String] = []) {
        self.init(
            alert, node: subject.node, upstream: subject.upstream, slot: subject.slot, truth: answer.truth,
            summary: answer.summary, evidence: answer.evidence, causes: causes)
    }
}
