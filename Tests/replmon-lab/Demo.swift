import ArgumentParser
import ReplicationLab
import ReplmonCtl
import StatusAPI

/// `replmon-lab demo`: real clusters, a real replmon, and four faults, each with replmon's report and its delay.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Starts clusters and replmon, breaks things one at a time, shows what replmon says, heals them.")

    @Option(help: "The replmon binary to show.")
    var replmon: String

    @Flag(help: "Leave everything running at the end, until Ctrl-C, and say what to try.")
    var keep = false

    func run() async throws {
        try await Interrupts.end { try await tell() }
    }

    private func tell() async throws {
        let narrator = Narrator()
        narrator.say("Starting a PostgreSQL primary with two standbys and a MongoDB set with an arbiter …")
        let lab = try Lab()
        defer { lab.end() }
        let stage = try DemoStage(lab: lab, replmon: replmon, narrator: narrator)
        try await stage.open()
        for act in DemoStage.acts {
            try Task.checkCancellation()
            try await act(stage)()
        }
        if keep {
            stage.explain()
            while !Task.isCancelled { try await Task.sleep(for: .seconds(3600)) }
        }
        let stopped = try stage.close()
        narrator.say("replmon ended \(stopped) s after SIGTERM. Both clusters: ok → alert → ok, four times over.")
    }
}
