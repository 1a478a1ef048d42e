extension Alert {
    /// The last notification about a firing alert.
    package struct Notified: Hashable, Sendable {
        /// The severity in the notification; for a flapping alert the worst one so far.
        package var severity: Severity
        /// Whether the notification said that the alert is flapping.
        package var isFlapping: Bool

        package init(severity: Severity, isFlapping: Bool = false) {
            self.severity = severity
            self.isFlapping = isFlapping
        }
    }
}
