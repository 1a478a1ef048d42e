import ArgumentParser

/// `replmon-lab`: real clusters to look at, to break and to monitor.
@main
struct LabCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replmon-lab",
        abstract: "Starts real PostgreSQL and MongoDB clusters on this machine and breaks them.",
        subcommands: [Up.self, Demo.self, Compare.self])
}
