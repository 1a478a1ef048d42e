import ArgumentParser

/// `replmon-bench rendering`: the cost of a scrape and of a status document, for clusters made here.
struct RenderingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rendering", abstract: "Times the rendering of the pages of many PostgreSQL clusters.",
        shouldDisplay: false)

    @Option(help: "How many clusters of two nodes.")
    var clusters = 500

    @Option(help: "How many times each page is rendered.")
    var rounds = 200

    func validate() throws {
        if rounds < 1 || clusters < 1 { throw ValidationError("--rounds and --clusters take 1 or more") }
    }

    func run() throws {
        let rows = RenderingBench(clusters: clusters, rounds: rounds).measure().map { result in
            let times = [50, 99].map { Quantity.milliseconds(result.times.percentile($0)).text }
            return [result.page, "\(result.bytes)"] + times
        }
        let table = TextTable([["page", "bytes", "CPU p50", "CPU p99"]] + rows, rightAligned: [1, 2, 3])
        print(table.lines.joined(separator: "\n"))
    }
}
