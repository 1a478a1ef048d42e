import ArgumentParser
import Exposition
import ReplmonCtl

/// `replmon ctl`
struct CtlCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ctl", abstract: "Ask the running daemon, or have it do something.",
        discussion: """
            Examples:
              replmon ctl status                        what is up and what is not
              replmon ctl explain orders                why, and what to do about it
              replmon ctl silence add --cluster orders --for 2h --reason 'disk swap'
            """,
        subcommands: [
            StatusCommand.self, ExplainCommand.self, AlertsCommand.self, EventsCommand.self, SilenceCommand.self,
            AckCommand.self, CheckCommand.self, ReloadCommand.self,
        ])
}

/// Where the daemon listens.
struct SocketOption: ParsableArguments {
    @Option(help: ArgumentHelp("The daemon's control socket.", valueName: "path"), completion: .file())
    var socket = SocketOption.usual

    static let usual = "/run/replmon/control.sock"

    /// Asks the daemon. When it refuses, says what is wrong and ends with exit status 1; when it cannot be reached, with 3.
    func ask<Answer>(
        _ question: (DaemonClient) async throws(DaemonClientError) -> Answer
    ) async throws -> Answer {
        do throws(DaemonClientError) {
            return try await question(DaemonClient(socket: socket))
        } catch {
            if case .refused(let problems) = error {
                for problem in problems { Terminal.complain(problem.oneLine) }
                throw ExitCode(ExitStatus.refused)
            }
            Terminal.complain(error.description)
            throw ExitCode(ExitStatus.unknown)
        }
    }
}

/// `replmon ctl reload`
struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Make the daemon read its configuration again, and wait for the outcome.",
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
