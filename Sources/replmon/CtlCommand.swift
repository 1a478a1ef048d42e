import ArgumentParser
import Exposition
import ReplmonCtl

/// `replmon ctl`
struct CtlCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ctl", abstract: "Ask the running daemon.",
        subcommands: [StatusCommand.self, ExplainCommand.self, AlertsCommand.self, ReloadCommand.self])
}

/// Where the daemon listens.
struct SocketOption: ParsableArguments {
    @Option(help: ArgumentHelp("The daemon's control socket.", valueName: "path"))
    var socket = "/run/replmon/control.sock"

    /// Asks the daemon; when it cannot be reached, says why and ends with exit status 3.
    func ask<Answer>(
        _ question: (DaemonClient) async throws(DaemonClientError) -> Answer
    ) async throws -> Answer {
        do throws(DaemonClientError) {
            return try await question(DaemonClient(socket: socket))
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(ExitStatus.unknown)
        }
    }
}

/// `replmon ctl status`
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show every cluster, node and link, with the verdict and its reasons.",
        discussion: """
            `?` stands for a value that is not known, `-` for one that does not apply; neither is ever shown as 0. \
            A lag with `↑` is growing, with `↓` shrinking, at the rates of the last minute.
            Exit status: 0 ok, 1 warning, 2 critical, 3 unknown or daemon not reached.
            """)

    @OptionGroup var socket: SocketOption
    @OptionGroup var output: OutputOptions
    @Argument(help: "Only this cluster.")
    var cluster: String?

    func run() async throws {
        let status = try await socket.ask { client throws(DaemonClientError) in try await client.status() }
        try output.require(cluster, in: status.document)
        try output.show(status.document, bytes: status.bytes, cluster: cluster)
    }
}

/// `replmon ctl alerts`
struct AlertsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts", abstract: "List the alerts that are pending, firing or suppressed.")

    @OptionGroup var socket: SocketOption
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let alerts = try await socket.ask { client throws(DaemonClientError) in try await client.alerts() }
        if output.json {
            print(String(decoding: alerts.bytes, as: UTF8.self))
        } else {
            print(AlertsTable.render(alerts.document, style: output.style), terminator: "")
        }
    }
}

/// `replmon ctl reload`
struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Make the daemon read its configuration again, and wait for the outcome.",
        discussion: "Exit status 1 when the file was refused; the daemon then goes on with the previous configuration.")

    @OptionGroup var socket: SocketOption

    func run() async throws {
        let reply = try await socket.ask { client throws(DaemonClientError) in try await client.reload() }
        guard reply.isSuccess else {
            for problem in reply.problems ?? [] { Terminal.complain(problem) }
            throw ExitCode(1)
        }
        let changed = reply.changed ?? []
        print("reloaded, " + (changed.isEmpty ? "no node changed" : changed.joined(separator: ", ")))
    }
}
