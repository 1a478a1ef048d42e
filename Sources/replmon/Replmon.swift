import ArgumentParser
import ReplmonDaemon

/// `replmon`: the daemon and all commands.
struct Replmon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replmon",
        abstract: "Monitors PostgreSQL streaming replication and MongoDB replica sets.",
        discussion: """
            Run the daemon with `replmon run`, ask it with `replmon ctl status`. Without a daemon, `replmon probe` polls \
            every node once and prints the same table.
            """,
        version: replmonVersion,
        subcommands: [RunCommand.self, CheckConfigCommand.self, ProbeCommand.self, CtlCommand.self])

    /// Runs the command that was typed, as the argument parser does it, except for a monitoring plugin, which must
    /// always end with a plugin's exit status.
    static func runAsTyped() async -> Never {
        do {
            var command = try await asyncParseAsRoot()
            if var asyncCommand = command as? any AsyncParsableCommand {
                try await asyncCommand.run()
            } else {
                try command.run()
            }
            exit()
        } catch {
            if !(error is ExitCode), CheckCommand.isMeant(by: CommandLine.arguments.dropFirst()) {
                CheckCommand.endUncalled(error)
            }
            exit(withError: error)
        }
    }
}

/// The path of the configuration; the same option for every command that reads it.
struct ConfigurationOption: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config = "/etc/replmon/replmon.yml"
}
