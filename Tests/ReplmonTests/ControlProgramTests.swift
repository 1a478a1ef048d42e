import Alerting
import Exposition
import Foundation
import HTTP
import QueueExecutor
import ReplicationCore
import StatusAPI
import Testing

@testable import ReplmonDaemon

/// The program that admins and monitoring systems start, on pipes and on a terminal, with the daemon's endpoints
/// answering in this process.
struct ControlProgramTests {
    private static func withDaemon(_ body: (_ socket: String) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "replmon-program-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let wall = MonotonicClock.wallNow()
        let lag = Lag(time: .known(.milliseconds(3200)))
        let view = ClusterView(
            name: "orders", kind: .postgresql,
            nodes: [NodeView(name: "db-b", role: "standby", reachable: true, observedAge: .zero, lag: lag)], links: [],
            conditions: [], firstRoundDone: true)
        let snapshot = Snapshot(
            generatedAt: wall, instant: MonotonicClock.now(),
            clusters: [ClusterAssessment(view: view, rules: AlertRules())], alerts: [],
            daemon: DaemonStatus(
                version: "1", startedAt: wall, lastReloadSuccessful: true, lastReloadSuccessAt: wall, probes: []))
        let endpoints = Endpoints(
            store: SnapshotStore(snapshot), serving: { ServingStatistics() }, actions: .unavailable)
        let socket = directory.appending(path: "control.sock").path
        let server = HTTPServer()
        _ = try await server.listen(
            on: .unix(path: socket, mode: 0o600), limits: .controlSocket, handler: endpoints.controlHandler)
        let outcome = await Result { try await body(socket) }
        await server.shutdown(within: .milliseconds(100))
        try outcome.get()
    }

    private static func process(_ executable: String, _ words: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = words
        process.environment = ["TERM": "xterm", "PATH": "/usr/bin:/bin"]
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }

    /// Runs to the end; what it wrote, and its exit status.
    private static func run(
        _ words: String..., by executable: String? = nil
    ) async throws -> (output: String, status: Int32) {
        try await run(words, by: executable)
    }

    private static func run(
        _ words: [String], by executable: String? = nil
    ) async throws -> (output: String, status: Int32) {
        let process = process(try executable ?? RunningDaemon.binary(), words)
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        try await eventually("the end of \(words)") { !process.isRunning }
        return (
            String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self),
            process.terminationStatus
        )
    }

    @Test("The plugin ends with a plugin's status whatever it is given, wherever --socket stands")
    func aPluginEndsWithAPluginsStatusWhateverItIsGiven() async throws {
        try await Self.withDaemon { (socket) async throws in
            for words in [["check", "orders", "--socket", socket], ["--socket", socket, "check", "orders"]] {
                let good = try await Self.run(arguments: ["ctl"] + words)
                #expect(
                    good.output == "REPLMON OK - orders: 1 nodes answer, 0 of 0 links live | 'lag_db-b'=3.2s;;;0;\n")
                #expect(good.status == 0)
            }
            let late = try await Self.run("ctl", "--socket=\(socket)", "check", "orders", "--critical-lag", "2s")
            #expect(late.status == 2 && late.output.hasPrefix("REPLMON CRITICAL - orders: db-b is 3.2s behind | "))
            for words in [
                ["orders", "--critical-lag", "x"], [], ["a", "b"], ["--nosuch"], ["orders", "--socket", "/x"],
                ["orders", "--socket"], ["orders", "--socket", "/x", "--socket", "/y"],
            ] {
                try await Self.expectUncalled(["ctl", "check"] + words)
            }
            for words in [
                ["--socket", socket, "check"], ["--socket=\(socket)", "check", "orders", "--nosuch"],
                ["--socket", "/x", "check", "orders"], ["--nosuch", "check", "orders"],
            ] {
                try await Self.expectUncalled(["ctl"] + words)
            }
            #expect(try await Self.run("ctl", "check", "--help").status == 3)
            #expect(try await Self.run("ctl", "--socket", socket, "check", "--help").status == 3)
            // A value that is called like the plugin makes no plugin of another command.
            #expect(try await Self.run("ctl", "--socket", "check", "status", "--nosuch").status == 64)
        }
    }

    /// Expects the one line of a plugin that could not check anything, and its exit status.
    private static func expectUncalled(_ words: [String]) async throws {
        let wrong = try await run(arguments: words)
        #expect(wrong.status == 3, "\(words)")
        #expect(wrong.output.hasPrefix("REPLMON UNKNOWN - ") && wrong.output.utf8.count < 100, "\(words)")
    }

    @Test("--socket may stand before or after the subcommand")
    func theSocketMayStandAnywhereAfterCtl() async throws {
        try await Self.withDaemon { (socket) async throws in
            for words in [
                ["--socket", socket, "status"], ["--socket=\(socket)", "status"], ["status", "--socket", socket],
                ["--socket", socket, "status", "orders", "--socket", socket], ["--socket", socket, "explain"],
                ["--socket", socket, "alerts", "--json"], ["--socket", socket, "silence", "list"],
                ["silence", "--socket", socket, "list"], ["silence", "list", "--socket", socket],
            ] {
                let reply = try await Self.run(arguments: ["ctl"] + words)
                #expect(reply.status == 0 && !reply.output.isEmpty, "\(words)")
            }
            // The daemon of this stage refuses what would change anything: it was reached.
            for words in [["--socket", socket, "ack", "MongoNoPrimary"], ["--socket", socket, "reload"]] {
                #expect(try await Self.run(arguments: ["ctl"] + words).status == 1, "\(words)")
            }
            #expect(try await Self.run("ctl", "--socket", "/nonexistent", "silence", "list").status == 3)
        }
    }

    @Test("Two different sockets are refused, and both are named")
    func twoSocketsAreRefused() async throws {
        for words in ["--socket /a status --socket /b", "silence --socket=/a list --socket=/b"] {
            let line = "exec '\(try RunningDaemon.binary())' ctl \(words) 2>&1"
            let reply = try await Self.run("-c", line, by: "/bin/sh")
            #expect(reply.status == 64, "\(words)")
            #expect(reply.output.hasPrefix("Error: --socket is given twice, as /a and as /b"), "\(reply.output)")
        }
    }

    @Test("The help of ctl, of its groups and of its commands shows --socket and its usual value")
    func helpShowsTheSocket() async throws {
        for words in [["ctl"], ["ctl", "silence"], ["ctl", "status"], ["ctl", "silence", "list"]] {
            let help = try await Self.run(arguments: words + ["--help"])
            #expect(help.output.contains("--socket <path>") && help.output.contains("/run/replmon/control.sock"))
        }
    }

    @Test("bash completes names from the daemon whose socket was typed before the subcommand")
    func bashCompletesFromTheSocketBeforeTheSubcommand() async throws {
        try await Self.withDaemon { (socket) async throws in
            func offered(_ words: String...) async throws -> [String] {
                let typed = [try RunningDaemon.binary()] + words
                let completion = """
                    source <("$1" --generate-completion-script bash)
                    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*"
                    COMP_POINT=${#COMP_LINE}
                    _replmon replmon "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
                    printf '%s\n' "${COMPREPLY[@]}"
                    """
                let process = ["-c", completion, "bash"] + typed
                return try await Self.run(process, by: "/bin/bash").output.split(separator: "\n").map(String.init)
            }
            #expect(try await offered("ctl", "--socket", socket, "status", "o") == ["orders"])
            #expect(try await offered("ctl", "status", "--socket", socket, "o") == ["orders"])
            #expect(try await offered("ctl", "--socket", "/nonexistent", "status", "o") == [])
            #expect(
                try await offered("ctl", "--socket", socket, "silence", "add", "--cluster", "orders", "--node", "d")
                    == ["db-b"])
            #expect(try await offered("ctl", "--socket", socket, "sil") == ["silence"])
            #expect(try await offered("ctl", "--so") == ["--socket"])
        }
    }

    private static func run(arguments: [String]) async throws -> (output: String, status: Int32) {
        let words = arguments.map { "'\($0)'" }.joined(separator: " ")
        return try await run("-c", "exec '\(RunningDaemon.binary())' \(words)", by: "/bin/sh")
    }

    @Test func whatIsRefusedEndsWith1AndWhatIsWrongWith64() async throws {
        try await Self.withDaemon { (socket) async throws in
            let reason = ["--for", "1h", "--reason", "r", "--socket", socket]
            func add(_ words: String...) async throws -> Int32 {
                try await Self.run(arguments: ["ctl", "silence", "add"] + words + reason).status
            }
            #expect(try await add() == 64)
            #expect(try await add("--everything", "--cluster", "orders") == 64)
            #expect(try await add("--alert", "PostgresNodeDwn") == 64)
            #expect(try await add("--cluster", "ordres") == 1)
            #expect(try await Self.run("ctl", "ack", "MongoNoPrimary", "--socket", socket).status == 1)
            #expect(try await Self.run("ctl", "events", "--since", "then", "--socket", socket).status == 1)
            #expect(try await Self.run("ctl", "events", "--socket", "/nonexistent").status == 3)
        }
    }

    @Test func aReaderThatGoesAwayEndsItSilently() async throws {
        try await Self.withDaemon { (socket) async throws in
            let pipeline =
                "'\(try RunningDaemon.binary())' ctl status --watch=100ms --socket '\(socket)' 2>&1 | head -2"
            let (output, status) = try await Self.run("-c", "set -o pipefail; \(pipeline)", by: "/bin/bash")
            #expect(status == 141, "128 + SIGPIPE")
            #expect(output.split(separator: "\n").count == 2 && output.contains("orders"))
        }
    }

    /// A watch whose signals are as `env` is told, by default those of a process in the foreground.
    private static func watch(
        _ socket: String, on terminal: PseudoTerminal, signals: String = "--default-signal"
    ) throws -> Process {
        let command = [try RunningDaemon.binary(), "ctl", "status", "--watch=100ms", "--socket", socket]
        let process = process("/usr/bin/env", [signals] + command)
        process.standardOutput = terminal.user
        return process
    }

    @Test func aWatchOutlivesTheLogoutOnlyWhenStartedSo() async throws {
        try await Self.withDaemon { (socket) async throws in
            for (signals, survives) in [("--ignore-signal=HUP", true), ("--default-signal", false)] {
                let terminal = try PseudoTerminal()
                let process = try Self.watch(socket, on: terminal, signals: signals)
                try process.run()
                defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
                func screens() throws -> Int { try terminal.shown().count { $0 == "●" } }
                try await eventually("a screen") { try screens() > 0 }
                kill(process.processIdentifier, SIGHUP)
                if survives {
                    let seen = try screens()
                    try await eventually("three more") { try !process.isRunning || screens() >= seen + 3 }
                    kill(process.processIdentifier, SIGTERM)
                }
                try await eventually("its end") { !process.isRunning }
                #expect(process.terminationStatus == (survives ? 143 : 129), "\(signals)")
            }
        }
    }

    @Test func aWatchLeavesTheTerminalAsItWas() async throws {
        try await Self.withDaemon { (socket) async throws in
            for (signal, status) in [(SIGINT, Int32(130)), (SIGTERM, 143)] {
                let terminal = try PseudoTerminal()
                let process = try Self.watch(socket, on: terminal)
                try process.run()
                defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
                try await eventually("three screens") { try terminal.shown().count { $0 == "●" } >= 3 }
                kill(process.processIdentifier, signal)
                try await eventually("its end") { !process.isRunning }
                let shown = try terminal.shown()
                #expect(process.terminationStatus == status)
                #expect(shown.hasPrefix("\u{1B}[?1049h") && shown.hasSuffix("\u{1B}[?25h\u{1B}[?1049l"))
            }
        }
    }

    @Test func aDaemonThatIsNotThereIsSaidAndTriedAgain() async throws {
        let terminal = try PseudoTerminal()
        let process = try Self.watch("/nonexistent", on: terminal)
        try process.run()
        defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
        try await eventually("two screens") {
            try terminal.shown().components(separatedBy: "no answer, trying again").count > 2
        }
        kill(process.processIdentifier, SIGINT)
        try await eventually("its end") { !process.isRunning }
        #expect(process.terminationStatus == 130)
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
