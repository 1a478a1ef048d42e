import ArgumentParser
import ReplicationLab

/// `replmon-lab compare`: the same faults on the same servers, as replmon and as an exporter show them.
struct Compare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Breaks PostgreSQL replication and prints what replmon and prometheus-postgres-exporter show of it.",
        discussion: """
            Starts a primary with two standbys, replmon (the role has REPLICATION, so that it can prove a fork) and \
            Debian's prometheus-postgres-exporter on every node, each with the defaults of its package. Six faults \
            follow one after the other; after each it prints the exporter's lines about replication as they are, \
            replmon's verdict, findings and lag, and how far the servers themselves say the standby is behind. \
            Takes about three minutes; Ctrl-C ends and removes everything.
            """)

    @Option(help: "The replmon binary to show.")
    var replmon: String

    @Option(help: "Major version of PostgreSQL.")
    var postgres = 15

    @Option(help: "Seconds to leave to both between a fault and the look at them.")
    var settle = 20

    func validate() throws {
        if settle < 0 || settle > 600 { throw ValidationError("--settle takes 0 to 600 seconds") }
    }

    func run() async throws {
        try await Interrupts.end { try await tell() }
    }

    private func tell() async throws {
        let narrator = Narrator()
        let lab = try Lab()
        defer { lab.end() }
        let stage = try CompareStage(lab: lab, replmon: replmon, version: postgres, narrator: narrator)
        try await stage.open()
        for fault in ComparedFault.all {
            try Task.checkCancellation()
            try await stage.show(fault, settle: .seconds(settle))
        }
    }
}
