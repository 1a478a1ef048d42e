import ReplicationCore

/// Selects the alerts of a silence or an acknowledgement. Each part is a name, a pattern in which `*` stands for any
/// text, or `nil` for any.
package struct AlertMatcher: Hashable, Sendable, Codable {
    /// The cluster's name; alerts about replmon itself have none and match only `nil` and `*`.
    package var cluster: String?
    /// The node's name; alerts about a whole cluster match only `nil` and `*`.
    package var node: String?
    /// The alert's name, as in the catalogue.
    package var alert: String?

    package init(cluster: String? = nil, node: String? = nil, alert: String? = nil) {
        self.cluster = cluster
        self.node = node
        self.alert = alert
    }

    /// Whether it selects the alert.
    package func matches(_ identity: AlertIdentity) -> Bool {
        Self.matches(cluster, identity.cluster ?? "") && Self.matches(node, identity.subject.node ?? "")
            && Self.matches(alert, identity.name.rawValue)
    }

    private static func matches(_ pattern: String?, _ name: String) -> Bool {
        guard let pattern else { return true }
        guard pattern.utf8.contains(UInt8(ascii: "*")) else { return pattern == name }
        return matches(pattern[...].utf8, name[...].utf8)
    }

    /// Greedy, with one point to return to: the time is at most proportional to the product of both lengths.
    private static func matches(_ pattern: Substring.UTF8View, _ name: Substring.UTF8View) -> Bool {
        var (pattern, name) = (pattern, name)
        var retry: (pattern: Substring.UTF8View, name: Substring.UTF8View)?
        while true {
            if pattern.first == UInt8(ascii: "*") {
                pattern = pattern.dropFirst()
                retry = (pattern, name)
            } else if let character = name.first, character == pattern.first {
                (pattern, name) = (pattern.dropFirst(), name.dropFirst())
            } else if name.isEmpty, pattern.isEmpty {
                return true
            } else if let from = retry, !from.name.isEmpty {
                retry = (from.pattern, from.name.dropFirst())
                (pattern, name) = (from.pattern, from.name.dropFirst())
            } else {
                return false
            }
        }
    }
}
