package import ReplicationCore

/// A cluster's view with the rules applied: findings, unknown conditions, and one verdict.
package struct ClusterAssessment: Hashable, Sendable {
    package var view: ClusterView
    /// The conditions that hold now, worst first.
    package var findings: [Finding]
    /// The conditions that are unknown, with the reason.
    package var unknowns: [Unknown]
    package var verdict: Verdict
    /// One line for people: the verdict's main reason.
    package var summary: String
    /// When it was evaluated, which is the instant of the ages in `view`; `nil` for the instant of its snapshot.
    package var judgedAt: MonotonicInstant?

    /// A condition that is unknown.
    package struct Unknown: Hashable, Sendable {
        package var alert: AlertName
        package var subject: Condition.Subject
        package var reason: String

        package init(alert: AlertName, subject: Condition.Subject, reason: String) {
            self.alert = alert
            self.subject = subject
            self.reason = reason
        }
    }

    /// Evaluates every condition of `view` by `rules`. The verdict is that of the worst finding. Without findings it is
    /// `unknown` while any condition is unknown, and `ok` only when every condition is clear.
    ///
    /// Only the limits that raise an alert count here: the verdict describes the present. An alert may keep firing, up to
    /// its clear limit and for its `keep_firing_for`, when the verdict is `ok` again.
    package init(view: ClusterView, rules: AlertRules, judgedAt: MonotonicInstant? = nil) {
        self.view = view
        self.judgedAt = judgedAt
        findings = []
        unknowns = []
        for condition in view.conditions {
            switch rules.rule(for: condition.alert, node: condition.subject.node).judge(condition.truth) {
            case .clear: break
            case .unknown(let reason):
                unknowns.append(Unknown(alert: condition.alert, subject: condition.subject, reason: reason))
            case .holds(let severity):
                findings.append(
                    Finding(
                        alert: condition.alert, severity: severity, subject: condition.subject,
                        summary: condition.summary, evidence: condition.evidence))
            }
        }
        findings = findings.filter { $0.severity == .critical } + findings.filter { $0.severity == .warning }
        verdict =
            switch findings.first?.severity {
            case .critical: .critical
            case .warning: .warning
            case nil: unknowns.isEmpty && view.firstRoundDone ? .ok : .unknown
            }
        summary = Self.summary(view: view, findings: findings, unknowns: unknowns)
    }

    private static func summary(view: ClusterView, findings: [Finding], unknowns: [Unknown]) -> String {
        if let worst = findings.first {
            return worst.summary + (findings.count > 1 ? " (and \(findings.count - 1) more)" : "")
        }
        if !view.firstRoundDone { return "first round of polls not finished" }
        if let unknown = unknowns.first { return unknown.reason }
        let live = view.links.filter { [.streaming, .catchup, .archive].contains($0.state) }.count
        return "\(view.nodes.count) nodes answer, \(live) of \(view.links.count) links live"
    }
}
