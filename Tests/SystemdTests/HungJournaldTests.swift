import Foundation
import Testing

/// The real daemon with a real journald that is stopped: five seconds, or a minute with `REPLMON_LONG_TESTS`.
@Suite(.enabled(if: LabCommand.canRunSystemd, LabCommand.systemdNeeds))
final class HungJournaldTests {
    private static let isLong = ProcessInfo.processInfo.environment["REPLMON_LONG_TESTS"] != nil

    private let directory = FileManager.default.temporaryDirectory.appending(
        path: "hung-\(UUID().uuidString.prefix(8))")
    private let clock = ContinuousClock()

    private var configuration: URL { directory.appending(path: "replmon.yml") }

    init() throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try configure(mistakes: 0)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// A configuration with a node that does not answer, and this many unknown keys.
    private func configure(mistakes: Int) throws {
        let text = """
            poll_interval: 200ms
            probe_timeout: 100ms
            state_directory: \(directory.path)
            http: { listen: [] }
            control: { socket: \(directory.path)/control.sock }
            clusters:
              - name: orders
                postgresql:
                  conninfo: port=1 dbname=postgres user=replmon
                  nodes: [{ name: db-a, conninfo: host=127.0.0.1 }]

            """
        let nonsense = (0..<mistakes).map { "nonsense_\($0): 1\n" }.joined()
        try (text + nonsense).write(to: configuration, atomically: true, encoding: .utf8)
    }

    /// Asks over the control socket: the lines of the answer, its status and how long it took.
    private func ask(_ path: String, post: Bool = false) throws -> (lines: [String], status: String, seconds: Double) {
        let end = try LabCommand.run(
            ["curl", "-s", "--max-time", "10", "-w", "\n%{http_code} %{time_total}"] + (post ? ["-X", "POST"] : []) + [
                "--unix-socket", directory.path + "/control.sock", "http://replmon" + path,
            ])
        let numbers = try #require(end.lines.last).split(separator: " ").map(String.init)
        try #require(numbers.count == 2, "\(end)")
        return (end.lines, numbers[0], Double(numbers[1]) ?? .infinity)
    }

    private func sample(_ name: String, in lines: [String]) throws -> Double {
        let line = try #require(lines.first { $0.hasPrefix(name) }, "\(name)")
        return try #require(line.split(separator: " ").last.flatMap { Double($0) })
    }

    @Test func pollsScrapesAndTheWatchdogGoOn() throws {
        let notifications = try NotifySocket(directory.path + "/notify")
        let lab = try LabCommand(
            [
                LabCommand.lab + "/jlab.sh", "-t", "110", LabCommand.lab + "/hung-journald.sh",
                LabCommand.built("replmon"), LabCommand.probe, configuration.path,
            ], environment: ["LAB_NOTIFY": notifications.name], limit: 120)
        try #require(lab.readLine() == "hung true", "the journal's socket was to be full")
        while !(try #require(notifications.receive(), "not ready")).contains("READY=1") {}

        try configure(mistakes: 300)
        for _ in 0..<5 { #expect(try ask("/api/v1/reload", post: true).status != "200") }

        let begin = clock.now
        let polls = "replmon_probe_duration_seconds_count"
        let before = try sample(polls, in: ask("/metrics").lines)
        var (signsOfLife, slowest) = (0, 0.0)
        var page: [String] = []
        while clock.now - begin < .seconds(Self.isLong ? 60 : 5) {
            // The next sign of life, for two seconds at most: this is also what paces the scrapes.
            let message = try #require(notifications.receive(), "the watchdog is not fed")
            signsOfLife += message.contains("WATCHDOG=1") ? 1 : 0
            let answer = try ask("/metrics")
            #expect(answer.status == "200")
            (page, slowest) = (answer.lines, max(slowest, answer.seconds))
        }
        #expect(slowest < 1, "the slowest scrape")
        #expect(signsOfLife >= (Self.isLong ? 60 : 5))
        #expect(try sample(polls, in: page) - before >= (Self.isLong ? 150 : 12), "polls of one node")
        let dropped = try sample("replmon_journal_dropped_entries_total", in: page)
        #expect(dropped >= 400)

        try lab.write("go")
        let end = try lab.finish()
        let words = end.lines.prefix(3).map { $0.split(separator: " ").map(String.init) }
        try #require(words.map(\.count) == [2, 2, 3], "arrived, lost, stopped: \(end)")
        #expect((Int(words[0][1]) ?? 0) >= 1_000, "what was waiting arrived")
        let lost = Int(words[1][1]) ?? 0
        #expect((Int(dropped)...Int(dropped) + 5).contains(lost), "the journal itself says how many are missing")
        #expect(words[2][1] == "0" && (Int(words[2][2]) ?? .max) < 2_000, "the end: status, milliseconds")
        #expect(end.lines.count == 3, "nothing on standard error: \(end.lines)")
    }
}
