import ArgumentParser
import Glibc

/// `replmon-bench fleet`: what replmon costs with many clusters.
struct FleetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet",
        abstract: "Measures a replmon that watches many clusters, beside another build of it.",
        discussion: """
            Each PostgreSQL cluster is one real primary and one real standby under loopback addresses of its own; each \
            replica set is one real primary, secondary and arbiter under a name of its own. A poll of PostgreSQL costs \
            the server time in proportion to its sessions: for more clusters than --stand-in-above, a stand-in on the \
            wire gives the answers of one real session to all.

            Each row starts replmon with a poll interval of 5 s, measures its CPU without a request for --seconds, \
            samples the ages of its readings for as long, sends it 50 to 200 requests for each page, and at last makes \
            half of the PostgreSQL clusters hang for as long again. Wants an idle machine and, as it works in a network \
            namespace of its own, root.
            """)

    @Option(help: "The replmon binary to measure, from a release build.")
    var replmon = ".build/release/replmon"

    @Option(help: "Another replmon binary, measured in turn with the first.")
    var beside: String?

    @Option(help: "Numbers of two-node PostgreSQL clusters, a row each; 0 for none.")
    var postgresClusters = ClusterCounts([5, 50, 500, 1500])

    @Option(help: "Rows of more PostgreSQL clusters are answered by stand-ins, which share a real session.")
    var standInAbove = 500

    @Option(help: "Numbers of replica sets, a row each; 0 for none.")
    var sets = ClusterCounts([5, 50, 150])

    @Option(help: "For how many seconds each part of a row is measured (at least two poll intervals).")
    var seconds = 20

    @Option(help: "How often each row is measured; the table has medians.")
    var runs = 1

    @Flag(help: "Print JSON instead of the table.")
    var json = false

    @Flag(help: ArgumentHelp("The process is in the network namespace that it may change.", visibility: .private))
    var insideNamespace = false

    func validate() throws {
        if seconds < 10 { throw ValidationError("--seconds takes 10 or more") }
        if standInAbove < 0 { throw ValidationError("--stand-in-above takes 0 or more") }
        if runs < 1 { throw ValidationError("--runs takes 1 or more") }
    }

    func run() throws {
        guard geteuid() == 0 else {
            throw BenchError("the fleet is measured in a network namespace of its own: run this as root")
        }
        guard insideNamespace else {
            return try NetworkNamespace.enter(arguments: CommandLine.arguments.dropFirst() + ["--inside-namespace"])
        }
        let bench = try FleetBench(binaries: try binaries, plan: plan)
        let interruption = Interruption { bench.end() }
        defer { bench.end() }
        let report = try withExtendedLifetime(interruption) { try bench.measure() }
        print(try json ? report.json : report.text, terminator: "")
    }

    private var binaries: FleetBinaries {
        get throws {
            FleetBinaries(
                tested: try ProgramFile.path(of: replmon, option: "--replmon"),
                beside: try beside.map { try ProgramFile.path(of: $0, option: "--beside") })
        }
    }

    private var plan: FleetPlan {
        FleetPlan(
            postgresClusters: postgresClusters.numbers, realClusters: standInAbove, replicaSets: sets.numbers,
            window: .seconds(seconds), runs: runs)
    }
}
