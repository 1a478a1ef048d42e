import ArgumentParser
import ReplmonCtl
import ReplmonDaemon

/// `replmon probe`
struct ProbeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe", abstract: "Poll every node once, without a daemon, and print the status table.",
        discussion: """
            A lag in seconds needs a history; after one round it is known only for nodes that have caught up. \
            Exit status: 0 ok, 1 warning, 2 critical, 3 unknown or refused configuration.
            """)

    @OptionGroup var file: ConfigurationOption
    @OptionGroup var output: OutputOptions
    @Argument(help: "Only this cluster.")
    var cluster: String?

    func run() async throws {
        switch LoadedConfiguration.load(path: file.config) {
        case .failure(let refused):
            for problem in refused.problems { Terminal.complain(problem) }
            throw ExitCode(3)
        case .success(let loaded):
            let document = await ProbeRound.document(of: loaded, cluster: cluster)
            try output.require(cluster, in: document)
            try output.show(document, cluster: cluster)
        }
    }
}
