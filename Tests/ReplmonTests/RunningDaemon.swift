import FoundationEssentials
import Glibc
import HTTP
import ReplicationLab
import StatusAPI
import TestSupport
import Testing

/// A real `replmon run`, built next to the tests, in a lab: it ends with the lab.
final class RunningDaemon: Sendable {
    private let lab: Lab
    private let program: LabProgram
    /// The configuration's path.
    let file: String
    /// The control socket's path.
    let socket: String
    private let port: Int

    /// `environs` makes the command to run of the daemon's own, such as one that runs it where names lead elsewhere.
    init(
        _ configuration: DaemonConfiguration, in lab: Lab,
        environs: (_ command: [String]) throws -> [String] = { $0 }
    ) throws {
        self.lab = lab
        port = try Self.freePort()
        file = "\(lab.directory)/replmon.yml"
        socket = "\(lab.directory)/control.sock"
        let command = try Self.command("run", "--config", file)
        program = try LabProgram(name: "replmon", command: environs(command), in: lab)
        try write(configuration)
        try program.start()
    }

    /// `replmon`, in the folder of the running test program.
    static func binary() throws -> String {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return "/" + tests.split(separator: "/").dropLast().joined(separator: "/") + "/replmon"
    }

    /// What it logged.
    var log: String {
        get throws { String(decoding: try Data(contentsOf: URL(filePath: program.log)), as: UTF8.self) }
    }

    /// Whether it runs.
    var isRunning: Bool { program.isRunning }

    /// Its process id; `nil` when it does not run.
    var pid: Int32? { program.pid }

    /// Replaces the configuration file; a reload is the caller's.
    func write(_ configuration: DaemonConfiguration) throws {
        try write(text: configuration.text(port: port, folder: lab.directory))
    }

    /// Replaces the configuration file by any text.
    func write(text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: file))
    }

    func signal(_ number: Int32) throws {
        try program.signal(number)
    }

    /// SIGTERM, and how long it took to end.
    func stop() throws -> Duration {
        try program.stop()
    }

    /// Starts it again, after `stop`.
    func start() throws {
        try program.start()
    }

    /// `GET` over TCP.
    func get(_ path: String, accept: String? = nil) async throws -> HTTPResponse {
        try await HTTPClient.send(
            "GET", path, headers: accept.map { [("Accept", $0)] } ?? [], to: .tcp(host: "127.0.0.1", port: port),
            timeout: .seconds(2))
    }

    /// The status document, which must not contradict itself, whatever a test asks it for.
    func status() async throws -> StatusDocument {
        let response = try await get("/api/v1/status")
        guard response.status == 200 else { throw Unmet("status \(response.status)") }
        let document = try StatusDocument(json: response.body)
        for contradiction in document.contradictions { Issue.record("\(contradiction)") }
        return document
    }

    /// Waits for a status that meets `condition`, and returns it.
    @discardableResult
    func waitForStatus(
        _ what: String, within limit: Duration = .seconds(20), poll: Duration = .milliseconds(20),
        _ condition: (StatusDocument) throws -> Bool
    ) async throws -> StatusDocument {
        var last: StatusDocument?
        do {
            try await waitUntil(what, within: limit, poll: poll) {
                let status = try await status()
                last = status
                return try condition(status)
            }
        } catch {
            let seen = last.map { String(decoding: $0.json(pretty: true), as: UTF8.self) } ?? "no status"
            throw Unmet("\(error)\nlast status: \(seen)\nlog:\n\((try? log) ?? "none")")
        }
        guard let last else { throw Unmet("no status") }
        try await noteFacts()
        return last
    }

    /// Notes what all documents state, when two builds are compared (see ``StatedFacts``).
    private func noteFacts() async throws {
        guard let facts = StatedFacts.shared, let test = Test.current?.name else { return }
        for document in ["status", "alerts", "silences"] {
            try facts.note(json: Data(try await get("/api/v1/\(document)").body), of: document, test: test)
        }
        try facts.note(metrics: String(decoding: try await get("/metrics").body, as: UTF8.self), test: test)
    }

    /// Looks at the status ten times a second for a while.
    func watch(for duration: Duration, _ look: (StatusDocument) throws -> Void) async throws {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < duration {
            try look(try await status())
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Waits until every cluster is ok and no alert is active.
    @discardableResult
    func waitUntilHealthy(within limit: Duration = .seconds(30)) async throws -> StatusDocument {
        try await waitForStatus("everything to be ok", within: limit) { status in
            status.verdict == "ok" && status.alerts.allSatisfy { $0.state == "resolved" }
        }
    }

    /// How long after `fault` began, on a thread of its own, the status met `condition`.
    func time(
        until what: String, within limit: Duration = .seconds(20),
        after fault: @escaping @Sendable () throws -> Void, _ condition: (StatusDocument) throws -> Bool
    ) async throws -> Duration {
        let start = ContinuousClock.now
        async let done: Void = InBackground.run(fault)
        try await waitForStatus(what, within: limit, poll: .milliseconds(1), condition)
        let time = ContinuousClock.now - start
        try await done
        return time
    }

    /// `replmon ctl` with these words: what it wrote to standard output and standard error, and its exit status.
    func ctl(_ words: String...) throws -> (output: String, status: Int32) {
        try ctl(words)
    }

    func ctl(_ words: [String]) throws -> (output: String, status: Int32) {
        try LabProgram.run(Self.command("ctl") + words + ["--socket", socket], in: lab)
    }

    /// The words that run `replmon` as its unit does: without libmongoc's counters, which a killed process leaves in
    /// `/dev/shm`, and of which a later one with its process id complains.
    static func command(_ words: String...) throws -> [String] {
        ["env", "MONGOC_DISABLE_SHM=1", try binary()] + words
    }

    /// Says that somebody takes care of an alert; fails if it does not fire.
    func acknowledge(_ alert: String) throws {
        let reply = try ctl("ack", alert)
        guard reply.status == 0 else { throw Unmet("acknowledge \(alert): \(reply.output)") }
    }

    /// A TCP port that nobody listens on, below those that the kernel gives to outgoing connections.
    private static func freePort() throws -> Int {
        for _ in 0..<100 {
            let port = UInt16.random(in: 20_000..<32_000)
            let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let bound = unsafe withUnsafePointer(to: address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            if bound == 0 { return Int(port) }
        }
        throw Unmet("no free port")
    }
}
