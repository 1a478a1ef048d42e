package import ReplicationCore

extension Alert {
    /// The values that only a firing alert has.
    package struct Firing: Hashable, Sendable {
        /// When it began to fire.
        package var firedAt: WallInstant
        /// Since when the condition has been clear, within `keep_firing_for`; `nil` while it holds or is unknown.
        package var clearSince: MonotonicInstant?
        /// Since when the condition has held at a worse severity than the alert's, which must last for its `for` before
        /// the alert takes it on; `nil` while it is not worse.
        package var worseSince: MonotonicInstant?
        /// Whether the condition alternates too often for a notification each time.
        package var isFlapping: Bool
        /// The acknowledgement, and the severity for which it was given.
        package var acknowledged: Acknowledged?

        package init(
            firedAt: WallInstant, clearSince: MonotonicInstant? = nil, worseSince: MonotonicInstant? = nil,
            isFlapping: Bool = false, acknowledged: Acknowledged? = nil
        ) {
            self.firedAt = firedAt
            self.clearSince = clearSince
            self.worseSince = worseSince
            self.isFlapping = isFlapping
            self.acknowledged = acknowledged
        }
    }

    /// An acknowledgement of a firing alert. It ends when the alert becomes worse than the acknowledged severity.
    package struct Acknowledged: Hashable, Sendable {
        package var acknowledgement: Acknowledgement
        /// The worst severity that the person could know of: the alert's, or the one in the last notification.
        package var severity: Severity

        package init(_ acknowledgement: Acknowledgement, severity: Severity) {
            self.acknowledgement = acknowledgement
            self.severity = severity
        }
    }
}
