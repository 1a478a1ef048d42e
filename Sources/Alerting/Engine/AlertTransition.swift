package import ReplicationCore

/// A change of one alert that people are notified of.
package struct AlertTransition: Hashable, Sendable {
    package var kind: Kind
    /// The alert after the change.
    package var alert: Alert
    package var at: WallInstant

    /// The kind of change. The raw values are part of the API.
    package enum Kind: String, Hashable, Sendable {
        case firing
        /// The alert was firing already; its severity changed.
        case severityChanged = "severity_changed"
        /// The alert was firing already and is flapping now: no further notification before it has settled.
        case flapping
        /// The alert is no longer flapping and is firing.
        case settled
        case resolved
    }
}
