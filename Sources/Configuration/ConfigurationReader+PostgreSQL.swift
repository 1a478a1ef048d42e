import Alerting
import ReplicationCore
import Yams

extension ConfigurationReader {
    /// A node, with the places of the values that must match the other nodes.
    private struct LocatedNode {
        var settings: PostgresNodeSettings
        var upstream: Position?
    }

    /// `postgresql:` of a cluster.
    mutating func postgresql(
        _ cluster: Section, alerts: [AlertName: AlertOverride]
    ) -> PostgresClusterSettings? {
        guard let section = section("postgresql", in: cluster, keys: ["conninfo", "nodes"]) else { return nil }
        let shared = value("conninfo", in: section, surroundings.conninfo)
        var firstLines: [String: Int] = [:]
        let nodes = list("nodes", in: section, of: "node").compactMap {
            node($0, alerts: alerts, firstLines: &firstLines)
        }
        checkUpstreams(nodes, names: Set(firstLines.keys))
        return PostgresClusterSettings(conninfo: shared?.value ?? "", nodes: nodes.map(\.settings))
    }

    private mutating func node(
        _ node: Node, alerts: [AlertName: AlertOverride], firstLines: inout [String: Int]
    ) -> LocatedNode? {
        let keys = ["name", "conninfo", "upstream", "apply_delay", "synchronous", "alerts"]
        guard let section = section(node, "a node", keys: keys) else { return nil }
        let name = uniqueName(section, of: "node", firstLines: &firstLines)
        let conninfo = required("conninfo", in: section, surroundings.nodeConninfo)
        let upstream = value("upstream", in: section, TextRule.name)
        let applyDelay = duration("apply_delay", in: section, .zero ... .seconds(30 * 86_400))
        let synchronous = value("synchronous", in: section, TextRule.flag)
        let own = nodeAlerts(section, of: .postgresql, over: alerts)
        // The topology is checked even if the conninfo is not usable.
        return name.map {
            LocatedNode(
                settings: PostgresNodeSettings(
                    name: $0.value, conninfo: conninfo?.value ?? "", upstream: upstream?.value,
                    applyDelay: applyDelay?.value, synchronous: synchronous?.value, alerts: own),
                upstream: upstream?.position)
        }
    }

    /// Every declared upstream is another node of the cluster, and following upstreams ends.
    private mutating func checkUpstreams(_ nodes: [LocatedNode], names: Set<String>) {
        var upstreams: [String: String] = [:]
        for node in nodes {
            guard let position = node.upstream, let upstream = node.settings.upstream else { continue }
            if upstream == node.settings.name {
                report(position, "`upstream`: `\(upstream)` cannot be its own upstream")
            } else if !names.contains(upstream) {
                report(
                    position, "`upstream`: the cluster has no node `\(upstream)`",
                    suggestion: Spelling.nearest(to: upstream, among: names.sorted()))
            } else {
                upstreams[node.settings.name] = upstream
            }
        }
        for node in nodes {
            guard let position = node.upstream, let cycle = Self.cycle(from: node.settings.name, upstreams) else {
                continue
            }
            report(position, "`upstream`: the nodes feed each other in a circle, \(cycle.joined(separator: " from "))")
            // One report for all nodes of the circle.
            for name in cycle { upstreams[name] = nil }
        }
    }

    /// The path from a node over its upstreams back to itself.
    private static func cycle(from start: String, _ upstreams: [String: String]) -> [String]? {
        var way = [start]
        while let last = way.last, let next = upstreams[last], next == start || !way.contains(next) {
            way.append(next)
            if next == start { return way }
        }
        return nil
    }
}
