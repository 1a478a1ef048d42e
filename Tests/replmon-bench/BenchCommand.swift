import ArgumentParser

/// `replmon-bench`: what replmon costs, on real servers, next to what it is meant to cost.
@main
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replmon-bench",
        abstract: "Measures what replmon costs itself and the servers it watches, on real clusters.",
        discussion: """
            Without a subcommand it measures ten nodes (ten-nodes). Wants an otherwise idle machine. As root it runs \
            PostgreSQL as the user postgres.
            """,
        subcommands: [TenNodesCommand.self, FleetCommand.self, JudgementCommand.self],
        defaultSubcommand: TenNodesCommand.self)
}
