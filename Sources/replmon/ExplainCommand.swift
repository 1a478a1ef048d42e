import ArgumentParser
import ReplmonCtl
import StatusAPI

/// `replmon ctl explain`
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain a cluster's findings, or why an alert is active: its meaning and the remedy.",
        discussion: """
            Of a cluster: each finding with its evidence and its alert, unknown values with their reasons, links, replication \
            slots, and which standby to promote should the primary be lost. Of an alert: where it is active, its evidence, \
            the thresholds in force, its past, who takes care of it; then its row of the catalogue, which is shown without \
            the daemon too.

            Exit status: of a cluster 0 ok, 1 warning, 2 critical, 3 unknown or daemon not reached; of an alert 0.

            Examples:
              replmon ctl explain                       all clusters
              replmon ctl explain orders                one cluster
              replmon ctl explain orders --json         its part of the status document
              replmon ctl explain PostgresSlotAtRisk    an alert, and what it means
            """)

    @OptionGroup var socket: SocketOption
    @OptionGroup var output: OutputOptions
    @Argument(
        help: ArgumentHelp("Only this cluster; or the name of an alert.", valueName: "cluster|alert"),
        completion: .daemonNames(.explainable))
    var subject: String?

    func run() async throws {
        if let alert = subject.flatMap(CatalogueEntry.name) { return try await explain(alert: alert) }
        let status = try await socket.ask { client throws(DaemonClientError) in try await client.status() }
        try output.require(subject, in: status.document, orAlerts: true)
        try output.show(status.document, bytes: status.bytes, cluster: subject, as: Explanation.render)
    }

    private func explain(alert: String) async throws {
        do throws(DaemonClientError) {
            let document = try await DaemonClient(socket: socket.path).status().document
            output.show(
                AlertReport.render(document, alert: alert, style: output.style),
                bytes: document.only(alert: alert).json(pretty: true))
        } catch {
            Terminal.complain(error.description)
            guard !output.json else { throw ExitCode(ExitStatus.unknown) }
            Terminal.say(CatalogueEntry.render(alert, style: output.style) ?? "")
        }
    }
}
