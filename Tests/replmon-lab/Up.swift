import ArgumentParser
import FoundationEssentials
import Glibc
import ReplicationLab

/// `replmon-lab up`: starts clusters, prints the configuration that watches them and waits.
struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Starts clusters, prints their replmon.yml and waits for Ctrl-C, then ends and removes everything.")

    @Option(help: "Major version of PostgreSQL; 0 for no PostgreSQL cluster.")
    var postgres = 15

    @Option(help: "Number of standbys.")
    var standbys = 2

    @Flag(help: "Each standby streams from the one before it.")
    var cascading = false

    @Flag(help: "Monitors reach PostgreSQL nodes through a relay.")
    var relays = false

    @Flag(help: "A MongoDB replica set too: primary, secondary, arbiter.")
    var mongo = false

    @Option(help: "Version of mongod.")
    var mongoVersion = "6.0.5"

    @Flag(help: "The replica set wants authentication.")
    var auth = false

    @Option(help: "Write to PostgreSQL this many times a second.")
    var load = 0

    @Option(help: "Write the configuration to this file instead of standard output.")
    var configOut: String?

    @Flag(help: "Leave the folder with data and logs behind.")
    var keep = false

    func validate() throws {
        if standbys < 0 || standbys > 9 { throw ValidationError("--standbys takes 0 to 9") }
        if auth && !mongo { throw ValidationError("--auth belongs to --mongo") }
    }

    func run() async throws {
        // Installed before the start: a signal that arrives while servers start is handled when they have started.
        let interrupts = Interrupts()
        let lab = try Lab(keep: keep)
        defer { lab.end() }
        let configuration = try LabConfiguration(postgres: startPostgres(in: lab), mongo: startMongo(in: lab), lab: lab)
        try publish(configuration.text)
        await interrupts.wait()
    }

    private func startPostgres(in lab: Lab) throws -> PostgresCluster? {
        if postgres == 0 { return nil }
        let plans = PostgresNodePlan.group(standbys: standbys, cascading: cascading)
        let cluster = try PostgresCluster(in: lab, version: postgres, nodes: plans, monitorThroughRelay: relays)
        if load > 0 { _ = try cluster.startLoad(rate: load) }
        return cluster
    }

    private func startMongo(in lab: Lab) throws -> MongoReplicaSet? {
        mongo ? try MongoReplicaSet(in: lab, version: mongoVersion, keyFile: auth) : nil
    }

    private func publish(_ text: String) throws {
        if let configOut {
            try Data(text.utf8).write(to: URL(filePath: configOut), options: .atomic)
            print("the configuration is in \(configOut); Ctrl-C ends the lab")
        } else {
            print(text, terminator: "# Ctrl-C ends the lab\n")
        }
        fflush(nil)
    }
}
