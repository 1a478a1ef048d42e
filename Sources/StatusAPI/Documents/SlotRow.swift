internal import ReplicationCore

/// One replication slot's line in the tables of `ctl explain` and the status page: `-` where a value does not apply.
/// Names are printable; see ``Swift/String/printable``.
package struct SlotRow: Hashable, Sendable {
    private var cells: [Column: String]
    /// How much the slot asks for attention.
    package var concern: NodeRow.Concern

    /// The table's columns, left to right.
    package enum Column: CaseIterable, Sendable {
        case node, slot, type, use, wal, retained, safe, loss

        /// The heading.
        package var title: String {
            "\(self)".uppercased()
        }

        /// Whether the column is aligned to the right.
        package var isNumeric: Bool {
            switch self {
            case .retained, .safe, .loss: true
            case .node, .slot, .type, .use, .wal: false
            }
        }
    }

    /// The text of one column.
    package subscript(column: Column) -> String {
        cells[column] ?? "?"
    }

    /// The lines of all slots of a cluster.
    package static func rows(of cluster: StatusDocument.Cluster) -> [SlotRow] {
        cluster.nodes.flatMap { node in node.slots.map { SlotRow($0, on: node.name) } }
    }

    private init(_ slot: StatusDocument.Slot, on node: String) {
        cells = [
            .node: node.printable, .slot: slot.name.printable, .type: slot.type.printable,
            .use: slot.active ? "active" : "inactive", .wal: slot.walStatus?.printable ?? "-",
            .retained: slot.retainedBytes.map(HumanText.size) ?? "?",
            .safe: slot.safeBytes.map { ($0 < 0 ? "-" : "") + HumanText.size(bytes: $0.magnitude) } ?? "-",
            .loss: slot.secondsToLoss.map(HumanText.expected) ?? "-",
        ]
        concern =
            switch slot.walStatus {
            case "lost", "missing": .bad
            case "unreserved": .notable
            default: slot.active && slot.secondsToLoss == nil ? .normal : .notable
            }
    }
}
