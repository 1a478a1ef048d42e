internal import ReplicationCore
internal import StatusAPI

/// The explanation of one cluster, section by section; a section with nothing to say is left out.
struct ClusterExplanation {
    var cluster: StatusDocument.Cluster
    /// The cluster's alerts that are not resolved.
    var alerts: [StatusDocument.AlertStatus]
    var asOf: String
    var style: TerminalStyle

    var text: String {
        let set = ReplicaSetExplanation(cluster: cluster, style: style)
        let sections = [
            header, set.availability, findings, unknowns, otherAlerts, nodes, set.members, set.views, links, set.oplogs,
            set.elections, set.rollbacks, slots, failover,
        ]
        return sections.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var header: String {
        let verdict = Verdict(word: cluster.verdict)
        let ink = TerminalStyle.Ink(verdict)
        let name = cluster.name.printable.shortened(to: max(8, style.width - 26))
        return style.paint(verdict.glyph, ink) + " " + style.paint(name, .bold) + "  \(cluster.kind.printable)  "
            + style.paint(cluster.verdict.printable.uppercased(), ink) + "\n"
            + style.paragraph(cluster.summary, indent: 2)
            + style.paragraph("as of \(asOf)", indent: 2, ink: .faint)
    }

    private var findings: String {
        section("findings", cluster.findings, separator: "\n") {
            AlertExplanation(of: $0, alerts: alerts, style: style).text
        }
    }

    private var unknowns: String {
        section("not known", cluster.unknownsByReason) { reason, open in
            style.bullet("?", .notable, reason)
                + style.paragraph(open.joined(separator: ", "), indent: 4, mark: "leaves open: ", ink: .faint)
        }
    }

    /// Those whose condition does not hold, or cannot be judged, at present.
    private var otherAlerts: String {
        let found = alerts.filter { alert in
            !cluster.findings.contains { $0.alert == alert.name && $0.node == alert.node && $0.slot == alert.slot }
        }
        return section("other alerts", found, separator: "\n") { AlertExplanation(of: $0, style: style).text }
    }

    /// The nodes with facts that no other section shows.
    private var nodes: String {
        section("WAL", cluster.nodes.filter { $0.ratesText != nil }) { node in
            style.paragraph(
                [node.ratesText, node.trendText].compactMap(\.self).joined(separator: "; "), indent: 2,
                mark: node.name.printable + "  ")
        }
    }

    private var links: String {
        section("links", cluster.links) { link in
            let lag = [link.lagSeconds.map(HumanText.lag), link.lagBytes.map(HumanText.size)].compactMap(\.self)
            let behind = lag.isEmpty ? "lag not known" : lag.joined(separator: " and ") + " behind"
            return style.paragraph(
                "\(link.state), \(behind)", indent: 2,
                mark: "\((link.upstream ?? "?").printable) → \(link.downstream.printable)  ", ink: ink(link.state))
                + style.facts(link.evidence, indent: 6)
        }
    }

    private func ink(_ state: String) -> TerminalStyle.Ink? {
        switch state {
        case "streaming": nil
        case "catchup", "archive", "unknown": .notable
        default: .bad
        }
    }

    private var slots: String {
        let rows = SlotRow.rows(of: cluster)
        guard !rows.isEmpty else { return "" }
        let table = table(rows)
        var text = style.heading("replication slots") + style.paint(table.header, .faint) + "\n"
        for (index, row) in rows.enumerated() {
            text += style.paint(table.line(index), TerminalStyle.Ink(row.concern)) + "\n"
        }
        return text + cluster.slotsNotListed.map { style.paragraph($0, indent: 2, ink: .faint) }.joined()
    }

    /// With as many columns as fit the terminal while names stay legible.
    private func table(_ rows: [SlotRow]) -> AlignedTable {
        var columns = SlotRow.Column.allCases
        func table(namesAtLeast least: Int) -> AlignedTable {
            AlignedTable(
                columns.map { .init(title: $0.title, isNumeric: $0.isNumeric, isElastic: $0 == .node || $0 == .slot) },
                rows.map { row in columns.map { row[$0] } }, fitting: style.width, least: least)
        }
        for dispensable in [nil, .type, .use, .safe, .retained] as [SlotRow.Column?] {
            columns.removeAll { $0 == dispensable }
            let table = table(namesAtLeast: 12)
            if table.width <= style.width { return table }
        }
        return table(namesAtLeast: 6)
    }

    private var failover: String {
        section("failover", cluster.failoverOrder) { node, readiness in
            style.bullet(
                readiness.place, readiness.rank == nil ? .bad : nil, "\(node.name) \(readiness.text)")
        }
    }

    private func section<Item>(
        _ title: String, _ items: [Item], separator: String = "", _ text: (Item) -> String
    ) -> String {
        items.isEmpty ? "" : style.heading(title) + items.map(text).joined(separator: separator)
    }
}
