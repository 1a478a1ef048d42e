import ArgumentParser
import ReplmonCtl
import StatusAPI

/// `replmon ctl ack`
struct AckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack", abstract: "Record that you take care of a firing alert.",
        discussion: """
            replmon then reports it again only when it becomes worse or ends, which ends the acknowledgement. An \
            Alertmanager that has the alert goes on reminding (its repeat_interval): silence it there (amtool silence add).

            Exit status: 1 when no such alert fires, 3 when the daemon is not reached.

            Examples:
              replmon ctl ack PostgresReplicationLag
              replmon ctl ack --cluster orders --node db-b PostgresSlotLost --comment 'rebuilding, back at 6'
              replmon ctl ack --cluster orders '*'
            """)

    @OptionGroup var socket: SocketOption
    @OptionGroup var output: OutputOptions
    @Option(help: "Only that of this cluster.", completion: .daemonNames(.cluster))
    var cluster: String?
    @Option(help: "Only that of this node.", completion: .daemonNames(.node))
    var node: String?
    @Option(help: ArgumentHelp("The action that you take.", valueName: "text"))
    var comment: String?
    @Argument(help: "The alert's name; * stands for any text.", completion: .daemonNames(.alert))
    var alert: String

    func validate() throws {
        try Arguments.requireAlert(alert)
    }

    func run() async throws {
        let request = AcknowledgeRequest(
            cluster: cluster, node: node, alert: CatalogueEntry.name(alert) ?? alert, comment: comment,
            author: Operator.name)
        let (reply, bytes) = try await socket.ask { client throws(DaemonClientError) in
            try await client.acknowledge(request)
        }
        output.show(SilencesTable.acknowledged(reply), bytes: bytes)
        for warning in reply.warnings ?? [] { Terminal.complain(warning.oneLine) }
    }
}
