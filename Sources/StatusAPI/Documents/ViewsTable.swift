internal import ReplicationCore

/// The reports about the members of a replica set: a row for each reporter, replmon first, and a column for each member.
/// Names are printable; see ``Swift/String/printable``.
package struct ViewsTable: Hashable, Sendable {
    /// The columns: the members that the reports are about.
    package let subjects: [String]
    package let rows: [Row]
    /// The meaning of the signs in the cells.
    package static let legend = "· itself, ✗ not reached, ? not reported"

    /// The reports of one reporter.
    package struct Row: Hashable, Sendable {
        package let witness: String
        /// One for each subject.
        package let cells: [Cell]
    }

    /// One reporter's report about one subject: its state, or a sign.
    package struct Cell: Hashable, Sendable {
        package let text: String
        package let concern: NodeRow.Concern

        package static let itself = Cell(text: "·", concern: .normal)
        package static let notTold = Cell(text: "?", concern: .normal)
        package static let notReached = Cell(text: "✗", concern: .bad)
    }

    /// The table of a cluster; `nil` for PostgreSQL, and before the first report.
    package init?(_ cluster: StatusDocument.Cluster) {
        guard let sightings = cluster.replicaSet?.sightings, !sightings.isEmpty else { return nil }
        let members = (cluster.nodes.map(\.name) + sightings.map(\.subject)).inOrderOnce
            .filter { name in sightings.contains { $0.subject == name || $0.witness == name } }
        let words = Dictionary(
            sightings.map { (Pair(witness: $0.witness, subject: $0.subject), $0) }, uniquingKeysWith: { $1 })
        let witnesses = ([StatusDocument.Sighting.ourselves] + members + sightings.map(\.witness)).inOrderOnce
        subjects = members.map(\.printable)
        rows = witnesses.map { witness in
            Row(
                witness: witness.printable,
                cells: members.map { subject in
                    subject == witness ? .itself : Cell(words[Pair(witness: witness, subject: subject)])
                })
        }
    }

    private struct Pair: Hashable {
        var witness: String
        var subject: String
    }
}

extension ViewsTable.Cell {
    fileprivate init(_ sighting: StatusDocument.Sighting?) {
        switch sighting?.reaches {
        case true:
            let state = sighting?.state?.printable
            let isNormal = state.map { ["primary", "secondary", "arbiter"].contains($0) } ?? true
            self.init(text: state ?? "reached", concern: isNormal ? .normal : .notable)
        case false: self = .notReached
        default: self = .notTold
        }
    }
}

extension StatusDocument.ReplicaSet {
    /// A line for each pair that does not reach each other, with the reporter's message.
    package var unreached: [String] {
        sightings.filter { $0.reaches == false }.map { sighting in
            let heard = sighting.heardAgoSeconds.map { "last heard of it \(HumanText.lag(seconds: $0)) ago" }
            let words = [heard, sighting.message].compactMap(\.self).joined(separator: "; ")
            return "\(sighting.witness) does not reach \(sighting.subject)" + (words.isEmpty ? "" : ": " + words)
        }
    }
}

extension [String] {
    /// Each text once, in the order of their first.
    fileprivate var inOrderOnce: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
