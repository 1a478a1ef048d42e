package import ReplicationCore

/// The identity of an alert: two evaluations with the same identity are about the same alert. It never contains values,
/// times or positions.
package struct AlertIdentity: Hashable, Sendable {
    package var name: AlertName
    /// `nil` for alerts about replmon itself.
    package var cluster: String?
    package var subject: Condition.Subject

    package init(name: AlertName, cluster: String?, subject: Condition.Subject = Condition.Subject()) {
        self.name = name
        self.cluster = cluster
        self.subject = subject
    }
}
