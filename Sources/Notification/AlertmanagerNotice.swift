import ReplicationCore

/// A change in the deliveries to an Alertmanager that the log reports once.
package enum AlertmanagerNotice: Hashable, Sendable, CustomStringConvertible {
    /// The first request that fails after one that succeeded.
    case failing(url: String, reason: String)
    /// It refuses alerts as invalid, with this message; they are dropped.
    case refused(url: String, reason: String)
    /// It accepts alerts again, after this time.
    case recovered(url: String, after: Duration)
    /// Its clock now differs from ours by more than ``NotificationTiming/clockTolerance``.
    case clockDiffers(url: String, reason: String)
    /// Its clock no longer differs.
    case clocksAgree(url: String)

    package var description: String {
        switch self {
        case .failing(let url, let reason): "sending alerts to Alertmanager \(url) fails: \(reason)"
        case .refused(let url, let reason): "Alertmanager \(url) refuses alerts: \(reason)"
        case .recovered(let url, let time):
            "Alertmanager \(url) accepts alerts again, after \(time.wholeMilliseconds / 1_000) s"
        case .clockDiffers(let url, let reason): "Alertmanager \(url) accepts alerts, but \(reason)"
        case .clocksAgree(let url): "the clock of Alertmanager \(url) agrees with ours again"
        }
    }
}
