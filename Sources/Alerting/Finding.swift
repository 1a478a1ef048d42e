public import Replication

/// A condition that holds now, at the severity its rule gives it.
public struct Finding: Hashable, Sendable {
    public var alert: AlertName
    public var severity: Severity
    public var subject: Condition.Subject
    public var summary: String
    public var evidence: [Evidence]

    public init(
        alert: AlertName, severity: Severity, subject: Condition.Subject, summary: String, evidence: [Evidence]
    ) {
        self.alert = alert
        self.severity = severity
        self.subject = subject
        self.summary = summary
        self.evidence = evidence
    }
}
