internal import Alerting
package import ReplicationCore
package import StatusAPI

/// The status page at `/`: one document without scripts or other files, legible without colours, reloaded by itself.
package enum StatusPage {
    /// The page of a snapshot as read at `now`.
    package static func html(_ snapshot: Snapshot, now: MonotonicInstant) -> [UInt8] {
        let document = StatusDocument(snapshot, now: now)
        var page = HTMLPage()
        page.markup(head)
        write(verdict: document, to: &page)
        write(problemsOf: document.daemon, to: &page)
        for cluster in document.clusters {
            write(cluster, alerts: document.activeAlerts(of: cluster.name), to: &page)
        }
        if document.clusters.isEmpty { page.markup("<p>No cluster is configured.</p>\n") }
        write(alerts: document.activeAlerts(of: nil), to: &page)
        write(silences: document.silences, to: &page)
        page.markup(
            """
            <footer><a href="/metrics">metrics</a> <a href="/api/v1/status">status</a> \
            <a href="/api/v1/alerts">alerts</a> <a href="/api/v1/events">events</a> \
            <a href="/api/v1/silences">silences</a> <span>replmon
            """)
        page.text(" " + snapshot.daemon.version)
        page.markup("</span></footer>\n</body>\n</html>\n")
        return page.bytes
    }

    private static func write(verdict document: StatusDocument, to page: inout HTMLPage) {
        page.markup("<header><h1>")
        write(Verdict(word: document.verdict), to: &page)
        page.markup("</h1><p>as of <time>")
        page.text(document.generatedAt)
        page.markup("</time></p></header>\n")
    }

    private static func write(
        _ cluster: StatusDocument.Cluster, alerts: [StatusDocument.AlertStatus], to page: inout HTMLPage
    ) {
        page.markup("<section>\n<h2><bdi>")
        page.text(cluster.name)
        page.markup("</bdi> <small>")
        page.text(cluster.kind)
        page.markup("</small> ")
        write(Verdict(word: cluster.verdict), to: &page)
        page.markup("</h2>\n<p>")
        page.text(cluster.summary)
        page.markup(" <small>")
        page.text(cluster.dataAgeSeconds.map { HumanText.age(seconds: $0) + " ago" } ?? "no answer yet")
        page.markup("</small></p>\n")
        write(availabilityOf: cluster, to: &page)
        write(nodesOf: cluster, to: &page)
        write(findingsOf: cluster, to: &page)
        write(alerts: alerts, to: &page)
        write(failoverOf: cluster, to: &page)
        write(slotsOf: cluster, to: &page)
        write(viewsOf: cluster, to: &page)
        write(oplogsOf: cluster, to: &page)
        page.markup("</section>\n")
    }

    private static func write(nodesOf cluster: StatusDocument.Cluster, to page: inout HTMLPage) {
        let columns = NodeRow.Column.allCases
        write(header: columns.map { ($0.title, $0.isNumeric) }, to: &page)
        for row in cluster.nodes.map({ NodeRow($0, in: cluster) }) {
            write(
                row: columns.map { (row[$0], $0.isNumeric) }, stateAt: columns.firstIndex(of: .state), row.concern,
                to: &page)
        }
        page.markup("</table>\n")
    }

    private static func write(slotsOf cluster: StatusDocument.Cluster, to page: inout HTMLPage) {
        let (rows, columns) = (SlotRow.rows(of: cluster), SlotRow.Column.allCases)
        guard !rows.isEmpty else { return }
        page.markup("<h3>Replication slots</h3>\n")
        write(header: columns.map { ($0.title, $0.isNumeric) }, to: &page)
        for row in rows {
            write(
                row: columns.map { (row[$0], $0.isNumeric) }, stateAt: columns.firstIndex(of: .wal), row.concern,
                to: &page)
        }
        page.markup("</table>\n")
        for text in cluster.slotsNotListed {
            page.markup("<p>")
            page.text(text)
            page.markup("</p>\n")
        }
    }

    private static func write(failoverOf cluster: StatusDocument.Cluster, to page: inout HTMLPage) {
        let order = cluster.failoverOrder
        guard !order.isEmpty else { return }
        page.markup("<h3>Failover</h3>\n")
        write(header: [("rank", true), ("standby", false), ("if it were promoted now", false)], to: &page)
        for (node, readiness) in order {
            write(
                row: [(readiness.place, true), (node.name, false), (readiness.text, false)], stateAt: 2,
                readiness.rank == nil ? .bad : .normal, to: &page)
        }
        page.markup("</table>\n")
    }

    static func write(header: [(title: String, isNumeric: Bool)], to page: inout HTMLPage) {
        page.markup("<table>\n<tr>")
        for (title, isNumeric) in header {
            page.markup(isNumeric ? "<th class=\"number\">" : "<th>")
            page.text(title.lowercased())
            page.markup("</th>")
        }
        page.markup("</tr>\n")
    }

    /// One line of a table; the cell with the state is coloured by how urgent that state is.
    static func write(
        row: [(text: String, isNumeric: Bool)], stateAt state: Int?, _ concern: NodeRow.Concern,
        to page: inout HTMLPage
    ) {
        page.markup("<tr>")
        for (index, cell) in row.enumerated() {
            if index == state {
                page.markup("<td class=\"")
                page.text(concern.rawValue)
                page.markup("\"><bdi>")
            } else {
                page.markup(cell.isNumeric ? "<td class=\"number\"><bdi>" : "<td><bdi>")
            }
            page.text(cell.text)
            page.markup("</bdi></td>")
        }
        page.markup("</tr>\n")
    }

    private static func write(findingsOf cluster: StatusDocument.Cluster, to page: inout HTMLPage) {
        let unknowns = cluster.unknownsInShort
        guard !cluster.findings.isEmpty || !unknowns.isEmpty else { return }
        page.markup("<h3>Findings</h3>\n<ul>\n")
        for finding in cluster.findings {
            page.markup("<li>")
            write(Verdict(word: finding.severity), to: &page)
            page.markup(" <b>")
            page.text(finding.alert)
            page.markup("</b> ")
            page.text(finding.summary)
            page.markup("</li>\n")
        }
        for (reason, open) in unknowns {
            page.markup("<li><b class=\"unknown\">? not known</b> ")
            page.text(reason)
            page.markup(" <small>")
            page.text(open.joined(separator: ", "))
            page.markup("</small></li>\n")
        }
        page.markup("</ul>\n")
    }

    private static func write(alerts: [StatusDocument.AlertStatus], to page: inout HTMLPage) {
        guard !alerts.isEmpty else { return }
        page.markup("<h3>Alerts</h3>\n<ul>\n")
        for alert in alerts {
            page.markup("<li>")
            write(Verdict(word: alert.severity), to: &page)
            page.text(" " + alert.state + " ")
            page.markup("<b>")
            page.text(alert.name)
            page.markup("</b> ")
            page.text(([alert.summary] + alert.remarks).joined(separator: "; "))
            page.markup(" <small>since ")
            page.text(alert.activeAt)
            page.markup("</small></li>\n")
        }
        page.markup("</ul>\n")
    }

    private static func write(_ verdict: Verdict, to page: inout HTMLPage) {
        page.markup("<b class=\"")
        page.text(verdict.rawValue)
        page.markup("\">")
        page.text(verdict.glyph + " " + verdict.rawValue)
        page.markup("</b>")
    }

    private static let head: StaticString = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="refresh" content="5">
        <meta name="color-scheme" content="light dark">
        <title>replmon</title>
        <style>
        :root { --ink: #1d2329; --paper: #fbfbf9; --soft: #68717a; --line: #dcdfe1;
          --good: #1f7a3f; --notable: #8a6100; --bad: #b3261e; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #dde1e4; --paper: #16191c; --soft: #98a1a8; --line: #343a3f;
            --good: #6fca8c; --notable: #e0b457; --bad: #ff8a80; }
        }
        body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: var(--ink); background: var(--paper);
          font: 1rem/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 0; }
        h3 { font-size: .9rem; margin: 1rem 0 0; color: var(--soft); } p { margin: 0 0 .5rem; }
        small, footer, time, header p { color: var(--soft); font-weight: normal; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        section { overflow-x: auto; }
        th, td { padding: .2rem .75rem .2rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
        th { color: var(--soft); font-size: .8rem; font-weight: normal; } .number { text-align: right; }
        ul { margin: 0; padding: 0; list-style: none; overflow-wrap: anywhere; }
        .ok { color: var(--good); } .warning, .unknown, .notable { color: var(--notable); }
        .critical, .bad { color: var(--bad); }
        footer { margin-top: 2.5rem; } footer a { color: inherit; margin-right: 1rem; }
        </style>
        </head>
        <body>

        """
}
