import ArgumentParser
import ReplicationCore
import ReplmonCtl
import StatusAPI

/// `replmon ctl silence`
struct SilenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "silence", abstract: "Keep alerts from being sent for a while; they are still shown.",
        discussion: """
            An alert that begins to fire while silenced is sent when the silence is over, if it still fires then. The \
            end of an alert that was sent before the silence is sent in any case.

            Examples:
              replmon ctl silence add --cluster orders --for 2h --reason 'disk swap'
              replmon ctl silence list
              replmon ctl silence expire 1f2e3d4c
            """,
        subcommands: [SilenceAddCommand.self, SilenceListCommand.self, SilenceExpireCommand.self])

    @OptionGroup var socket: SocketOption
}

/// `replmon ctl silence add`
struct SilenceAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Silence alerts of a cluster, of a node, or of a name.",
        discussion: """
            An alert is silenced when it matches all given options; * stands for any text. Prints the silence's id \
            and its end. Exit status: 1 when it is refused, 3 when the daemon is not reached.

            Examples:
              replmon ctl silence add --cluster orders --for 2h --reason 'disk swap'
              replmon ctl silence add --cluster orders --node db-b --alert 'Postgres*Lag' --for 30m --reason import
              replmon ctl silence add --everything --for 10m --reason 'switch maintenance'
            """)

    @OptionGroup var socket: SocketOption
    @OptionGroup var output: OutputOptions
    @Option(help: "Alerts of this cluster.", completion: .daemonNames(.cluster))
    var cluster: String?
    @Option(help: "Alerts of this node.", completion: .daemonNames(.node))
    var node: String?
    @Option(help: "Alerts of this name.", completion: .list(CatalogueEntry.names))
    var alert: String?
    @Flag(help: "All alerts.")
    var everything = false
    @Option(
        name: .customLong("for"), help: ArgumentHelp("For how long: from 1s to 30d.", valueName: "duration"),
        transform: { try Duration(argument: $0) })
    var duration: Duration
    @Option(help: ArgumentHelp("Why, for those who come after.", valueName: "text"))
    var reason: String

    func validate() throws {
        let isNamed = cluster != nil || node != nil || alert != nil
        guard isNamed != everything else {
            throw ValidationError("name at least one of --cluster, --node and --alert, or else --everything")
        }
        guard SilenceRequest.durations.contains(duration) else {
            throw ValidationError("--for takes from 1s to 30d")
        }
        try Arguments.requireAlert(alert)
    }

    func run() async throws {
        let request = SilenceRequest(
            cluster: cluster, node: node, alert: everything ? "*" : alert.map { CatalogueEntry.name($0) ?? $0 },
            duration: duration, reason: reason, author: Operator.name)
        let (reply, bytes) = try await socket.ask { client throws(DaemonClientError) in try await client.add(request) }
        output.show(SilencesTable.added(reply), bytes: bytes)
        for warning in reply.warnings ?? [] { Terminal.complain(warning.oneLine) }
    }
}

/// `replmon ctl silence list`
struct SilenceListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the silences that are not over.",
        discussion: """
            Example:
              replmon ctl silence list --json
            """)

    @OptionGroup var socket: SocketOption
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let silences = try await socket.ask { client throws(DaemonClientError) in try await client.silences() }
        output.show(SilencesTable.render(silences.document, style: output.style), bytes: silences.bytes)
    }
}

/// `replmon ctl silence expire`
struct SilenceExpireCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expire", abstract: "End silences before their time.",
        discussion: """
            Alerts that still fire and were not sent yet are sent at once. Exit status 1 when a silence does not exist.

            Example:
              replmon ctl silence expire 1f2e3d4c
            """)

    @OptionGroup var socket: SocketOption
    @OptionGroup var output: OutputOptions
    @Argument(help: "The silences, as `ctl silence list` names them.", completion: .daemonNames(.silence))
    var id: [String]

    func run() async throws {
        var status: Int32 = 0
        for id in id {
            do {
                let (reply, bytes) = try await socket.ask { client throws(DaemonClientError) in
                    try await client.expireSilence(id)
                }
                output.show(SilencesTable.expired(reply), bytes: bytes)
                for warning in reply.warnings ?? [] { Terminal.complain(warning.oneLine) }
            } catch let code as ExitCode {
                guard code.rawValue == ExitStatus.refused else { throw code }
                status = code.rawValue
            }
        }
        if status != 0 { throw ExitCode(status) }
    }
}
