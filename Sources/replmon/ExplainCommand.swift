import ArgumentParser
import ReplmonCtl

/// `replmon ctl explain`
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what is wrong with a cluster, why, what it means and what to do; or what an alert means.",
        discussion: """
            Shows each finding with its evidence and its alert, what is not known and why, links, replication slots, \
            and which standby to promote should the primary be lost.

            Exit status: 0 ok, 1 warning, 2 critical, 3 unknown or daemon not reached. An alert is looked up without \
            the daemon.

            Examples:
              replmon ctl explain                       all clusters
              replmon ctl explain orders                one cluster
              replmon ctl explain orders --json         its part of the status document
              replmon ctl explain PostgresSlotAtRisk    what an alert means
            """)

    @OptionGroup var socket: SocketOption
    @OptionGroup var output: OutputOptions
    @Argument(help: ArgumentHelp("Only this cluster; or the name of an alert.", valueName: "cluster"))
    var subject: String?

    func run() async throws {
        if let subject, let entry = CatalogueEntry.render(subject, style: output.style) {
            guard !output.json else { throw ValidationError("--json shows a cluster; \(subject) is an alert") }
            print(entry, terminator: "")
            return
        }
        let status = try await socket.ask { client throws(DaemonClientError) in try await client.status() }
        try output.require(subject, in: status.document, orAlerts: true)
        try output.show(status.document, bytes: status.bytes, cluster: subject, as: Explanation.render)
    }
}
