import ArgumentParser
import QueueExecutor
import ReplicationCore
import ReplmonCtl
import StatusAPI

/// `replmon ctl check`
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check one cluster for Nagios, Icinga and compatible systems.",
        discussion: """
            Prints one line, with the lag of each standby or secondary as performance data. The verdict is the cluster's: \
            silences and acknowledgements do not change it.

            Exit status: 0 ok, 1 warning, 2 critical, 3 unknown, daemon not reached, or called wrongly.

            Examples:
              replmon ctl check orders
              replmon ctl check orders --warning-lag 10s --critical-lag 1m
            """)

    @OptionGroup var socket: SocketOption
    @Option(
        help: ArgumentHelp("A warning when a node is further behind than this.", valueName: "duration"),
        transform: { try Duration(argument: $0) })
    var warningLag: Duration?
    @Option(
        help: ArgumentHelp("Critical when a node is further behind than this.", valueName: "duration"),
        transform: { try Duration(argument: $0) })
    var criticalLag: Duration?
    @Argument(help: "The cluster.", completion: .daemonNames(.cluster))
    var cluster: String

    func run() async throws {
        let output: PluginOutput
        do throws(DaemonClientError) {
            // Monitoring systems give a plugin ten seconds.
            let status = try await DaemonClient(socket: socket.path, timeout: .seconds(9)).status()
            output = .of(
                status.document, cluster: cluster, limits: .init(warning: warningLag, critical: criticalLag),
                wallNow: MonotonicClock.wallNow())
        } catch {
            output = .unknown(error)
        }
        Terminal.say(output.line + "\n")
        throw ExitCode(output.status)
    }

    /// Whether the arguments of `replmon` call the plugin: the first two that are neither an option nor the value of
    /// `--socket` are `ctl` and `check`.
    static func isMeant(by words: some Sequence<String>) -> Bool {
        var names: [String] = []
        var isValue = false
        for word in words where names.count < 2 {
            if !isValue, !word.hasPrefix("-") { names.append(word) }
            isValue = !isValue && word == "--socket"
        }
        return names == ["ctl", "check"]
    }

    /// Ends the process of a plugin that was called with wrong arguments or for its help, with a plugin's unknown,
    /// never 0.
    static func endUncalled(_ error: any Error) -> Never {
        let text = Replmon.fullMessage(for: error)
        if Replmon.exitCode(for: error).isSuccess {
            Terminal.say(text + "\n")
        } else {
            Terminal.say(PluginOutput.unknown(Replmon.message(for: error)).line + "\n")
            Terminal.complain(text)
        }
        Replmon.exit(withError: ExitCode(ExitStatus.unknown))
    }
}
