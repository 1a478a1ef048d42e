internal import StatusAPI

/// The sections of `ctl explain` that only a MongoDB replica set has; a section without content is empty.
struct ReplicaSetExplanation {
    var cluster: StatusDocument.Cluster
    var style: TerminalStyle

    /// The set's service to its clients, in a sentence.
    var availability: String {
        guard let availability = cluster.replicaSet?.availability else { return "" }
        return style.heading("availability")
            + style.paragraph(availability.text, indent: 2, ink: TerminalStyle.Ink(availability.concern))
    }

    /// One line for each member with facts to show.
    var members: String {
        let lines = cluster.nodes.compactMap { node in
            node.memberText.map { style.paragraph($0, indent: 2, mark: node.name.printable + "  ") }
        }
        return lines.isEmpty ? "" : style.heading("members") + lines.joined()
    }

    /// The reports about the members: a table where there is room for it, and below it the pairs that do not reach each other.
    var views: String {
        guard let views = ViewsTable(cluster) else { return "" }
        let unreached = (cluster.replicaSet?.unreached ?? []).map { style.bullet("✗", .bad, $0) }.joined()
        return style.heading("who sees whom") + (table(views) ?? lines(views)) + unreached
    }

    private func table(_ views: ViewsTable) -> String? {
        let names = ["SEEN BY"] + views.subjects
        let table = AlignedTable(
            names.map { .init(title: $0, isElastic: true) },
            views.rows.map { row in [row.witness] + row.cells.map(\.text) }, fitting: style.width,
            least: NodeColumns.distinctWidth(of: views.subjects + views.rows.map(\.witness)))
        guard table.width <= style.width else { return nil }
        var text = style.paint(table.header, .faint) + "\n"
        for (index, row) in views.rows.enumerated() {
            let isBad = row.cells.contains { $0.concern == .bad }
            text += style.paint(table.line(index), isBad ? .bad : nil) + "\n"
        }
        return text + style.paragraph(ViewsTable.legend, indent: 2, ink: .faint)
    }

    /// For sets that are too large for a table: each reporter, and how many members it reaches.
    private func lines(_ views: ViewsTable) -> String {
        views.rows.map { row in
            let reports = row.cells.filter { $0 != .itself && $0 != .notTold }
            let reached = reports.count { $0 != .notReached }
            let text = reports.isEmpty ? "reports nothing" : "reaches \(reached) of \(reports.count)"
            return style.paragraph(text, indent: 2, mark: row.witness + "  ", ink: reached < reports.count ? .bad : nil)
        }.joined()
    }

    var oplogs: String {
        let (rows, columns) = (OplogRow.rows(of: cluster), OplogRow.Column.allCases)
        guard !rows.isEmpty else { return "" }
        let table = AlignedTable(
            columns.map { .init(title: $0.title, isNumeric: $0.isNumeric, isElastic: $0 == .node) },
            rows.map { row in columns.map { row[$0] } }, fitting: style.width, least: 6)
        var text = style.heading("oplog") + style.paint(table.header, .faint) + "\n"
        for (index, row) in rows.enumerated() {
            text += style.paint(table.line(index), TerminalStyle.Ink(row.concern)) + "\n"
        }
        return text
            + cluster.oplogUnknowns.map { reason, members in
                style.bullet("?", .notable, "\(reason): \(members.joined(separator: ", "))")
            }.joined()
    }

    var elections: String {
        section("elections", (cluster.replicaSet?.elections ?? []).map(\.text))
    }

    var rollbacks: String {
        section("rollbacks", (cluster.replicaSet?.rollbacks ?? []).map(\.text))
    }

    private func section(_ title: String, _ texts: [String]) -> String {
        texts.isEmpty ? "" : style.heading(title) + texts.map { style.paragraph($0, indent: 2) }.joined()
    }
}
