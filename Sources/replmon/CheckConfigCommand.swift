import ArgumentParser
import ReplmonDaemon

/// `replmon check-config`
struct CheckConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config", abstract: "Check a configuration file and print all its problems.",
        discussion: "Exit status 0 when the file is good, 1 with one line per problem (file:line:column: message).")

    @OptionGroup var file: ConfigurationOption
    @Flag(name: .shortAndLong, help: "Say nothing when the file is good.")
    var quiet = false

    func run() throws {
        switch LoadedConfiguration.load(path: file.config) {
        case .success(let loaded):
            if !quiet { print("\(file.config): good, \(loaded.summary)") }
        case .failure(let refused):
            for problem in refused.problems { print(problem) }
            throw ExitCode(1)
        }
    }
}
