internal import StatusAPI

/// Silences, and faults of replmon's own notifications and history.
extension StatusPage {
    static func write(problemsOf daemon: StatusDocument.Daemon?, to page: inout HTMLPage) {
        let problems = daemon?.problems ?? []
        guard !problems.isEmpty else { return }
        page.markup("<ul>\n")
        for problem in problems {
            page.markup("<li><b class=\"bad\">replmon itself</b> ")
            page.text(problem)
            page.markup("</li>\n")
        }
        page.markup("</ul>\n")
    }

    static func write(silences: [SilenceStatus], to page: inout HTMLPage) {
        guard !silences.isEmpty else { return }
        page.markup("<h3>Silences: alerts shown here and not sent</h3>\n")
        write(header: ["id", "not sent", "until", "by", "reason"].map { ($0, false) }, to: &page)
        for silence in silences {
            let cells = [silence.id, silence.scope, silence.endsAt, silence.author, silence.reason]
            write(row: cells.map { ($0, false) }, stateAt: nil, .normal, to: &page)
        }
        page.markup("</table>\n")
    }
}
