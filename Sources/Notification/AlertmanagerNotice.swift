import ReplicationCore

/// Something about telling an Alertmanager that operators should read once.
package enum AlertmanagerNotice: Hashable, Sendable, CustomStringConvertible {
    /// The first of possibly many requests that fail.
    case failing(url: String, reason: String)
    /// It refuses alerts as invalid, in these words: they are dropped.
    case refused(url: String, words: String)
    /// It takes alerts again, after so long.
    case recovered(url: String, after: Duration)
    /// Its clock began to differ from ours by more than alerts bear.
    case clockDiffers(url: String, reason: String)
    /// It no longer does.
    case clocksAgree(url: String)

    package var description: String {
        switch self {
        case .failing(let url, let reason): "Alertmanager \(url) cannot be told: \(reason)"
        case .refused(let url, let words): "Alertmanager \(url) refuses alerts: \(words)"
        case .recovered(let url, let time):
            "Alertmanager \(url) takes alerts again, after \(time.wholeMilliseconds / 1_000) s"
        case .clockDiffers(let url, let reason): "Alertmanager \(url) takes alerts, but \(reason)"
        case .clocksAgree(let url): "Alertmanager \(url) has the same time as we again"
        }
    }
}
