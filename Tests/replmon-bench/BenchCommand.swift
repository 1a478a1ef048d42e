import ArgumentParser

/// `replmon-bench`: the cost of replmon on real servers, beside its aims.
@main
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replmon-bench",
        abstract: "Measures what replmon costs itself and the servers it watches, on real clusters.",
        discussion: """
            Without a subcommand it measures ten nodes (ten-nodes). Wants an otherwise idle machine. As root it runs \
            PostgreSQL as the user postgres.
            """,
        subcommands: [TenNodesCommand.self, FleetCommand.self, JudgementCommand.self, RenderingCommand.self],
        defaultSubcommand: TenNodesCommand.self)
}
