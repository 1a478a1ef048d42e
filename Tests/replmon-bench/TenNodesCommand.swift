import ArgumentParser
import ReplicationCore

/// `replmon-bench ten-nodes`: one poll, one scrape and one daemon of ten nodes.
struct TenNodesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ten-nodes",
        abstract: "Measures single polls and scrapes, and a daemon that watches ten nodes.",
        discussion: """
            Starts a PostgreSQL primary with three standbys and a MongoDB set with an arbiter, measures for about four \
            minutes, prints one table and says which aims are met.
            """)

    @Option(help: "The replmon binary to measure, from a release build.")
    var replmon = ".build/release/replmon"

    @Option(help: "For how many seconds the daemon polls once a second before its memory is read.")
    var seconds = 60

    @Option(help: ArgumentHelp("Only poll, a thousand times: for valgrind --leak-check=full.", visibility: .hidden))
    var leakCheck: PolledSystem?

    func validate() throws {
        if seconds < 1 { throw ValidationError("--seconds takes 1 or more") }
    }

    func run() async throws {
        if let leakCheck { return try await Self.pollOnly(leakCheck) }
        let bench = try Bench(replmon: replmon, pollingSeconds: seconds)
        defer { bench.end() }
        print(try await bench.measure().text, terminator: "")
    }

    private static func pollOnly(_ system: PolledSystem) async throws {
        let stage = try BenchStage(only: system)
        defer { stage.end() }
        switch system {
        case .postgres: try await pollOnly(stage.postgresProbe("db-a"))
        case .mongo: try await pollOnly(stage.mongoProbe(stage.mongoPrimary))
        }
    }

    private static func pollOnly(_ probe: some Probe) async throws {
        let run = try await PollRun.polls(1000, of: probe, each: .seconds(60))
        await probe.close()
        print("\(run.wall.count) polls")
    }
}

/// The kinds of servers that are polled.
enum PolledSystem: String, ExpressibleByArgument {
    case postgres
    case mongo
}
