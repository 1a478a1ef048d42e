internal import ReplicationCore

/// One member's line in the oplog tables of `ctl explain` and the status page: `-` where a value does not apply, `?` where
/// it is not known. Names are printable; see ``Swift/String/printable``.
package struct OplogRow: Hashable, Sendable {
    private var cells: [Column: String]
    /// How much the member asks for attention.
    package var concern: NodeRow.Concern

    /// The table's columns, left to right.
    package enum Column: CaseIterable, Sendable {
        case node, window, headroom, falls

        /// The heading.
        package var title: String {
            self == .falls ? "FALLS OFF" : "\(self)".uppercased()
        }

        /// Whether the column is aligned to the right.
        package var isNumeric: Bool {
            self == .window || self == .headroom
        }
    }

    /// The text of one column.
    package subscript(column: Column) -> String {
        cells[column] ?? "?"
    }

    /// The lines of all members with an oplog.
    package static func rows(of cluster: StatusDocument.Cluster) -> [OplogRow] {
        cluster.nodes.filter(\.hasOplog).map(OplogRow.init)
    }

    private init(_ node: StatusDocument.Node) {
        let missing = node.oplogHeadroomUnknownReason == nil ? "-" : "?"
        // A member that applies nothing falls off at some time, also before its pace is known.
        let isFalling = !node.reachable && node.oplogHeadroomSeconds != nil
        cells = [
            .node: node.name.printable,
            .window: node.oplogWindowSeconds.map(HumanText.age) ?? "?",
            .headroom: node.oplogHeadroomSeconds.map(HumanText.age) ?? missing,
            .falls: node.fallsOffInSeconds.map(HumanText.expected) ?? (isFalling ? "?" : "-"),
        ]
        concern =
            node.oplogHeadroomSeconds.map { $0 <= 0 } == true
            ? .bad : node.fallsOffInSeconds == nil ? .normal : .notable
    }
}

extension StatusDocument.Node {
    fileprivate var hasOplog: Bool {
        oplogWindowSeconds != nil || oplogWindowUnknownReason != nil || oplogHeadroomSeconds != nil
            || oplogHeadroomUnknownReason != nil
    }
}

extension StatusDocument.Cluster {
    /// Why windows and headrooms of oplogs are not known, with the members that this is said of.
    package var oplogUnknowns: [(reason: String, about: [String])] {
        nodes.flatMap { node in
            let reasons = [node.oplogWindowUnknownReason, node.oplogHeadroomUnknownReason].compactMap(\.self)
            return Set(reasons).sorted().map { (reason: $0, about: node.name) }
        }.groupedByReason
    }
}
