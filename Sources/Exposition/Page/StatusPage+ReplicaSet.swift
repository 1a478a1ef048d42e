internal import StatusAPI

/// The parts that only a replica set has.
extension StatusPage {
    static func write(availabilityOf cluster: StatusDocument.Cluster, to page: inout HTMLPage) {
        guard let availability = cluster.replicaSet?.availability else { return }
        page.markup("<p class=\"")
        page.text(availability.concern.rawValue)
        page.markup("\">")
        page.text(availability.text)
        page.markup("</p>\n")
    }

    static func write(viewsOf cluster: StatusDocument.Cluster, to page: inout HTMLPage) {
        guard let views = ViewsTable(cluster) else { return }
        page.markup("<h3>Who sees whom</h3>\n<table>\n<tr><th>seen by</th>")
        for subject in views.subjects {
            page.markup("<th><bdi>")
            page.text(subject)
            page.markup("</bdi></th>")
        }
        page.markup("</tr>\n")
        for row in views.rows {
            page.markup("<tr><td><bdi>")
            page.text(row.witness)
            page.markup("</bdi></td>")
            for cell in row.cells {
                page.markup("<td class=\"")
                page.text(cell.concern.rawValue)
                page.markup("\"><bdi>")
                page.text(cell.text)
                page.markup("</bdi></td>")
            }
            page.markup("</tr>\n")
        }
        page.markup("</table>\n<p><small>")
        page.text(ViewsTable.legend)
        page.markup("</small></p>\n")
    }

    static func write(oplogsOf cluster: StatusDocument.Cluster, to page: inout HTMLPage) {
        let (rows, columns) = (OplogRow.rows(of: cluster), OplogRow.Column.allCases)
        guard !rows.isEmpty else { return }
        page.markup("<h3>Oplog</h3>\n")
        write(header: columns.map { ($0.title, $0.isNumeric) }, to: &page)
        for row in rows {
            write(
                row: columns.map { (row[$0], $0.isNumeric) }, stateAt: columns.firstIndex(of: .falls), row.concern,
                to: &page)
        }
        page.markup("</table>\n")
        for (reason, members) in cluster.oplogUnknowns {
            page.markup("<p><small>")
            page.text("? \(reason): \(members.joined(separator: ", "))")
            page.markup("</small></p>\n")
        }
    }
}
