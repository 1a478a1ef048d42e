import ArgumentParser
import ReplmonCtl
import StatusAPI

/// `replmon ctl`
struct CtlCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ctl", abstract: "Query or control the running daemon.",
        discussion: """
            Examples:
              replmon ctl status                        all clusters and nodes
              replmon ctl explain orders                the causes and the remedy
              replmon ctl silence add --cluster orders --for 2h --reason 'disk swap'
              replmon ctl --socket /run/replmon-b/control.sock status
            """,
        subcommands: [
            StatusCommand.self, ExplainCommand.self, AlertsCommand.self, EventsCommand.self, SilenceCommand.self,
            AckCommand.self, CheckCommand.self, ReloadCommand.self,
        ])

    @OptionGroup var socket: SocketOption
}

/// `replmon ctl reload`
struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Make the daemon read its configuration again, and wait for the result.",
        discussion: """
            Exit status 1 when the file was refused; the daemon then goes on with the previous configuration.

            Example:
              replmon check-config && replmon ctl reload
            """)

    @OptionGroup var socket: SocketOption
    @Flag(help: "Print the daemon's reply as JSON.")
    var json = false

    func run() async throws {
        let reply = try await socket.ask { client throws(DaemonClientError) in try await client.reload() }
        if json { Terminal.say(reply.json() + [UInt8(ascii: "\n")]) }
        guard reply.isSuccess else {
            for problem in reply.problems ?? [] { Terminal.complain(problem) }
            throw ExitCode(ExitStatus.refused)
        }
        let changed = reply.changed ?? []
        if !json {
            Terminal.say("reloaded, \(changed.isEmpty ? "no node changed" : changed.joined(separator: ", "))\n")
        }
    }
}
