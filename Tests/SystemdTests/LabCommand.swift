import Foundation
import Testing

/// A program that a test runs: its lines are read one by one, its end is waited for, with a limit on both by `timeout`.
final class LabCommand {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var unread = Data()

    /// The package's root, found from this file.
    static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let lab = package.appending(path: "Tests/SystemdTests/Lab").path

    static let probe = built("systemd-probe")

    /// An executable of this package, built beside the test bundle.
    static func built(_ product: String) -> String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: product).path
    }

    /// Whether this process may make namespaces and the distribution's systemd is there to be run in them.
    static let canRunSystemd =
        FileManager.default.isExecutableFile(atPath: "/lib/systemd/systemd")
        && (try? run(["unshare", "--mount", "--pid", "--fork", "true"]).status) == 0

    /// Why a test is skipped otherwise.
    static let systemdNeeds: Comment = "needs systemd, and root with the right to make namespaces (unshare)"

    /// Starts `command` with `environment` added; it is killed after `limit` seconds.
    init(_ command: [String], environment: [String: String] = [:], limit: Int = 60) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        process.arguments = ["-s", "KILL", "\(limit)"] + command
        let inherited = ProcessInfo.processInfo.environment.filter { name, _ in
            !["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "JOURNAL_STREAM", "INVOCATION_ID"].contains(name)
        }
        process.environment = inherited.merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    func write(_ lines: String...) throws {
        try input.fileHandleForWriting.write(contentsOf: Data((lines.joined(separator: "\n") + "\n").utf8))
    }

    /// The next line; `nil` at the end of the output.
    func readLine() -> String? {
        while !unread.contains(UInt8(ascii: "\n")) {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            unread += more
        }
        guard !unread.isEmpty else { return nil }
        let line = unread.prefix { $0 != UInt8(ascii: "\n") }
        unread = Data(unread.dropFirst(line.count + 1))
        return String(decoding: line, as: UTF8.self)
    }

    /// Closes the input, reads what is left and returns it with the exit status.
    func finish() throws -> (lines: [String], status: Int32) {
        try input.fileHandleForWriting.close()
        var lines: [String] = []
        while let line = readLine() { lines.append(line) }
        process.waitUntilExit()
        return (lines, process.terminationStatus)
    }

    /// Runs `command` to its end.
    static func run(
        _ command: [String], environment: [String: String] = [:], limit: Int = 60
    ) throws -> (lines: [String], status: Int32) {
        try LabCommand(command, environment: environment, limit: limit).finish()
    }
}
