internal import ReplicationCore

/// One node's line in the table that `ctl status` and the status page show: `-` where a value does not apply to the
/// node, `?` where it applies and is not known. Names are printable; see ``Swift/String/printable``.
package struct NodeRow: Hashable, Sendable {
    /// The node's name.
    package var node: String
    /// The role; of a node that does not answer the last one known, with a `?`.
    package var role: String
    /// The state of the node's link, or of its initial sync; the reason why it does not answer.
    package var state: String
    /// Upstream or sync source.
    package var upstream: String
    /// Time behind, a configured delay included; with `↑` while the node falls behind, `↓` while it catches up.
    package var lag: String
    /// Bytes not yet replayed.
    package var bytes: String
    /// Age of the last answer.
    package var seen: String
    /// The last eight polls, as `chronyc sources` shows them.
    package var reach: String
    /// How much the state asks for attention.
    package var concern: Concern

    /// The table's columns, left to right.
    package enum Column: CaseIterable, Sendable {
        case node, role, state, upstream, lag, bytes, seen, reach

        /// The heading.
        package var title: String {
            "\(self)".uppercased()
        }

        /// Whether the column is aligned to the right.
        package var isNumeric: Bool {
            switch self {
            case .node, .role, .state, .upstream: false
            case .lag, .bytes, .seen, .reach: true
            }
        }
    }

    /// How much a state asks for attention.
    package enum Concern: String, Hashable, Sendable {
        /// As it should be.
        case normal
        /// Working, but not as usual; or not known.
        case notable
        /// Broken: somebody should look.
        case bad
    }

    /// The text of one column.
    package subscript(column: Column) -> String {
        switch column {
        case .node: node
        case .role: role
        case .state: state
        case .upstream: upstream
        case .lag: lag
        case .bytes: bytes
        case .seen: seen
        case .reach: reach
        }
    }

    /// The line of a node of `cluster`.
    package init(_ node: StatusDocument.Node, in cluster: StatusDocument.Cluster) {
        let link = cluster.links.first { $0.downstream == node.name }
        let isUnknown = node.role == Self.unknownRole
        let follows = link != nil || node.lagSeconds != nil || node.lagUnknownReason != nil
        /// The sign for a missing value of a node that follows another, or may do so.
        let missing = follows || isUnknown ? "?" : "-"
        self.node = node.name.printable
        role = isUnknown ? node.lastRole.map { $0.printable + "?" } ?? "?" : node.role.printable
        (state, concern) = Self.state(node, link: link)
        upstream = (node.upstream ?? link?.upstream)?.printable ?? missing
        lag = (node.lagSeconds.map(HumanText.lag) ?? missing) + Self.sign(ofTrend: node.trend)
        bytes = node.lagBytes.map(HumanText.size) ?? (cluster.kind == "mongodb" ? "-" : missing)
        seen = node.observedAgeSeconds.map(HumanText.age) ?? (node.reachPolls > 0 ? "never" : "?")
        reach = node.reachPolls > 0 ? node.reach.printable : "?"
    }

    private static func sign(ofTrend trend: String?) -> String {
        switch trend {
        case "falling_behind": "↑"
        case "catching_up": "↓"
        default: ""
        }
    }

    private static let unknownRole = "unknown"

    private static func state(_ node: StatusDocument.Node, link: StatusDocument.Link?) -> (String, Concern) {
        // A member that was removed from its set may answer or not, and nobody need look.
        if node.role == "removed" { return ("-", .normal) }
        guard node.reachable else {
            return node.reachPolls == 0 ? ("?", .notable) : (node.failure?.printable ?? "stale", .bad)
        }
        if let sync = node.initialSync { return ("sync " + (sync.percent ?? "?"), .notable) }
        switch link?.state {
        case nil: return node.role == unknownRole ? ("?", .notable) : ("-", .normal)
        case "streaming": return ("streaming", .normal)
        case "unknown": return ("?", .notable)
        case let state?:
            return (state.printable, ["catchup", "archive"].contains(state) ? .notable : .bad)
        }
    }
}
