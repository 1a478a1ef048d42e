internal import StatusAPI

/// What is not told, and what is wrong with replmon's own telling and keeping.
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
        page.markup("<h3>Silences: shown here, not told</h3>\n")
        write(header: ["id", "not told", "until", "by", "reason"].map { ($0, false) }, to: &page)
        for silence in silences {
            let cells = [silence.id, silence.scope, silence.endsAt, silence.author, silence.reason]
            write(row: cells.map { ($0, false) }, stateAt: nil, .normal, to: &page)
        }
        page.markup("</table>\n")
    }
}
