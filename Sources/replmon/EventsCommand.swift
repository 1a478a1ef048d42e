import ArgumentParser
import ReplmonCtl
import StatusAPI

/// `replmon ctl events`
struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "List past events: alerts, role changes, elections, rollbacks, reloads, …",
        discussion: """
            The newest come last. Times are UTC.

            Examples:
              replmon ctl events
              replmon ctl events orders --since 2h
              replmon ctl events --since 2026-01-02T03:00:00Z --limit 1000 --json
            """)

    @OptionGroup var socket: SocketOption
    @OptionGroup var output: OutputOptions
    @Option(help: ArgumentHelp("Only from this time on: RFC 3339, or a duration before now.", valueName: "time"))
    var since: String?
    @Option(help: "At most so many, the newest.")
    var limit = EventsQuery.defaultLimit
    @Argument(help: "Only those of this cluster.", completion: .daemonNames(.cluster))
    var cluster: String?

    func run() async throws {
        let events = try await socket.ask { client throws(DaemonClientError) in
            try await client.events(since: since, limit: limit, cluster: cluster)
        }
        output.show(EventsTable.render(events.document, limit: limit, style: output.style), bytes: events.bytes)
    }
}
