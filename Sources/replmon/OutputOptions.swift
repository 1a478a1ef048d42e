import ArgumentParser
import Exposition
import ReplmonCtl

/// How a status document is shown.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print the status document as JSON.")
    var json = false

    @Option(help: "Colour: auto, always or never. NO_COLOR and TERM=dumb count as never under auto.")
    var color = ColorChoice.auto

    enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
        case auto, always, never
    }

    /// Prints the table or the JSON, and ends with the exit status of the verdict.
    func show(_ document: StatusDocument, bytes: [UInt8]? = nil, cluster: String?) throws {
        if let cluster, !document.clusters.contains(where: { $0.name == cluster }) {
            let names = document.clusters.map(\.name).joined(separator: ", ")
            Terminal.complain("no cluster named \(cluster); there is: \(names)")
            throw ExitCode(3)
        }
        if json {
            // The daemon's own bytes, so that what a newer one adds is not lost; one cluster is cut out of them here.
            print(
                String(
                    decoding: cluster == nil
                        ? bytes ?? document.json(pretty: true) : document.only(cluster).json(pretty: true),
                    as: UTF8.self))
        } else {
            print(StatusTable.render(document, cluster: cluster, style: style), terminator: "")
        }
        let status = ExitStatus.of(document, cluster: cluster)
        if status != 0 { throw ExitCode(status) }
    }

    var style: TerminalStyle {
        switch color {
        case .always: TerminalStyle(color: true, width: Terminal.width)
        case .never: TerminalStyle(color: false, width: Terminal.width)
        case .auto: TerminalStyle(color: Terminal.wantsColor, width: Terminal.width)
        }
    }
}
