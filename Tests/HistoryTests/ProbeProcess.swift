import Foundation
import Testing

/// A `history-probe` that a test runs; it is killed at the end of the test.
final class ProbeProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var unread = Data()

    /// Built beside the test bundle.
    static let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "history-probe").path

    /// Whether this process may make mount namespaces.
    static let canMount = canRun(["unshare", "--mount", "true"])
    /// Why a test is skipped otherwise.
    static let mountNeeds: Comment = "needs the right to make mount namespaces (unshare)"
    /// Whether this process may run the probe as nobody.
    static let canBeNobody = canRun(nobody + ["test", "-x", executable])

    static let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

    /// Runs the probe. `before`: the arguments of programs that start it; their process must become the probe's.
    init(_ mode: String, in directory: String, before: [String] = []) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = before + [Self.executable, mode, directory]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    deinit {
        kill()
    }

    var pid: Int32 { process.processIdentifier }

    /// Writes a line and returns the answer to it.
    func ask(_ line: String) throws -> String {
        try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
        return try #require(readLine())
    }

    /// Asks until the answer contains `part`; after 20 seconds, returns the last answer.
    @discardableResult
    func ask(_ line: String, until part: String) throws -> String {
        let start = ContinuousClock.now
        while true {
            let answer = try ask(line)
            if answer.contains(part) || ContinuousClock.now - start > .seconds(20) { return answer }
            usleep(5_000)
        }
    }

    /// The next line; `nil` at the end of the output.
    func readLine() -> String? {
        while !unread.contains(UInt8(ascii: "\n")) {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { return nil }
            unread += more
        }
        let line = unread.prefix { $0 != UInt8(ascii: "\n") }
        unread = Data(unread.dropFirst(line.count + 1))
        return String(decoding: line, as: UTF8.self)
    }

    /// Sends SIGKILL, and waits until the process has ended.
    func kill() {
        guard process.isRunning else { return }
        Foundation.kill(pid, SIGKILL)
        process.waitUntilExit()
    }

    private static func canRun(_ command: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            return false
        }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
