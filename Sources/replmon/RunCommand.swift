import ArgumentParser
import Glibc
import ReplmonDaemon

/// `replmon run`
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run the daemon in the foreground (systemd starts it like this).",
        discussion: """
            SIGHUP reloads the configuration, SIGTERM and SIGINT stop the daemon within two seconds. \
            Exit status 78 means that the configuration was refused.
            """)

    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        let status = await Daemon(configurationPath: file.config).run()
        throw ExitCode(status)
    }
}
