import ArgumentParser
import ReplicationCore

/// `replmon-bench judgement`: what judging one PostgreSQL cluster costs, on readings made here.
struct JudgementCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judgement", abstract: "Times record and view of one PostgreSQL cluster.", shouldDisplay: false)

    @Option(help: "How many rounds of polls are timed.")
    var rounds = 2000

    func validate() throws {
        if rounds < 1 { throw ValidationError("--rounds takes 1 or more") }
    }

    func run() throws {
        let rows = [2, 6].map { nodes in
            let result = JudgementBench(nodes: nodes, rounds: rounds).measure()
            return [
                "\(nodes)", "\(result.conditions)", "\(result.record.wholeNanoseconds)",
                "\(result.view.wholeNanoseconds)",
            ]
        }
        let table = TextTable(
            [["nodes", "conditions", "record ns", "view ns"]] + rows, rightAligned: [0, 1, 2, 3])
        print(table.lines.joined(separator: "\n"))
    }
}
