import Alerting
import ReplicationCore

extension AlertRule {
    /// Whether it is about replmon itself: then it has no cluster.
    var isAboutReplmon: Bool {
        name == .monitorIsolated || name.rawValue.hasPrefix("Replmon")
    }
}
