package import ReplicationCore

/// A condition that holds now, at the severity its rule gives it.
package struct Finding: Hashable, Sendable {
    package var alert: AlertName
    package var severity: Severity
    package var subject: Condition.Subject
    package var summary: String
    package var evidence: [Evidence]

    package init(
        alert: AlertName, severity: Severity, subject: Condition.Subject, summary: String, evidence: [Evidence]
    ) {
        self.alert = alert
        self.severity = severity
        self.subject = subject
        self.summary = summary
        self.evidence = evidence
    }
}
