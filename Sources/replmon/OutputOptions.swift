import ArgumentParser
import ReplmonCtl
import StatusAPI

/// How a document is shown.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print the daemon's document as JSON.")
    var json = false

    @Option(help: "Colour: auto, always or never. NO_COLOR and TERM=dumb count as never under auto.")
    var color = ColorChoice.auto

    enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
        case auto, always, never
    }

    /// How a document, or one cluster of it, is shown to people.
    typealias Rendering = (StatusDocument, _ cluster: String?, TerminalStyle) -> String

    /// Prints the text or the JSON, and ends with the exit status of the verdict.
    func show(
        _ document: StatusDocument, bytes: [UInt8]? = nil, cluster: String?,
        as render: Rendering = StatusTable.render
    ) throws {
        // The daemon's own bytes, so that fields of a newer daemon are kept; one cluster is cut out of them here.
        let whole = bytes ?? document.json(pretty: true)
        show(
            render(document, cluster, style), bytes: cluster == nil ? whole : document.only(cluster).json(pretty: true))
        let status = ExitStatus.of(document, cluster: cluster)
        if status != 0 { throw ExitCode(status) }
    }

    /// Prints the text, or the JSON and a line end.
    func show(_ text: @autoclosure () -> String, bytes: @autoclosure () -> [UInt8]) {
        if json { Terminal.say(bytes() + [UInt8(ascii: "\n")]) } else { Terminal.say(text()) }
    }

    /// Ends with exit status 3 unless the document has this cluster.
    func require(_ cluster: String?, in document: StatusDocument, orAlerts: Bool = false) throws {
        guard let cluster, !document.clusters.contains(where: { $0.name == cluster }) else { return }
        Terminal.complain(
            UnknownName.message(cluster, clusters: document.clusters.map(\.name), orAlerts: orAlerts))
        throw ExitCode(ExitStatus.unknown)
    }

    /// How to write to standard output.
    var style: TerminalStyle {
        switch color {
        case .always: TerminalStyle(color: true, width: Terminal.width)
        case .never: TerminalStyle(color: false, width: Terminal.width)
        case .auto: TerminalStyle(color: Terminal.wantsColor, width: Terminal.width)
        }
    }
}
