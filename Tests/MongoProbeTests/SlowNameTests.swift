import FoundationEssentials
import Glibc
import QueueExecutor
import ReplicationCore
import ReplicationLab
import Testing

@testable import MongoProbe

/// Lookups against a name server that says nothing (CDRIVER-4666 and a getaddrinfo without a time limit).
///
/// A process has one /etc/resolv.conf, so the tests run once more in a process of their own, whose mount and network
/// namespaces have a silent one.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct SlowNameTests {
    private static let mark = "REPLMON_TEST_SILENT_NAME_SERVER"
    private static var isInside: Bool { ProcessInfo.processInfo.environment[mark] != nil }

    @Test(.enabled(if: geteuid() == 0 && !isInside, "namespaces want root"))
    func aNameServerThatSaysNothing() throws {
        let lab = try Lab()
        defer { lab.end() }
        let script = """
            echo 'nameserver 127.0.0.1' > resolv.conf && mount --bind resolv.conf /etc/resolv.conf &&
            ip link set lo up && exec env \(Self.mark)=1 "$@"
            """
        let again = [
            CommandLine.arguments[0], "--filter", "SlowNameTests/inside", "--testing-library", "swift-testing",
        ]
        let (output, status) = try LabProgram.run(
            ["unshare", "--mount", "--net", "sh", "-c", script, "sh"] + again, in: lab, within: .seconds(150))
        #expect(status == 0, "\(output)")
        #expect(output.contains("with 1 test in 1 suite passed"), "\(output)")
        for line in output.split(separator: "\n") where line.hasPrefix("NAMES") { print(line) }
    }

    @Test(.enabled(if: isInside)) func inside() async throws {
        let names = try FakeNameServer()
        let server = try FakeMongod { client in
            FakeMongod.converse(with: client) { _ in FakeMongod.hello(["arbiterOnly": .boolean(true)]) }
        }
        defer { server.end() }
        let (workers, limit) = (MongoWorkers(), Duration.milliseconds(300))
        let host = "m-a.example:\(server.port)"
        let probe = MongoProbe(
            host: host, options: try MongoConnectionOptions(uri: "mongodb://\(host)/?replicaSet=rs0"),
            workers: workers, timeout: limit, onChange: {})
        let threads = try count("/proc/self/task")
        let slowest = try await Self.poll(probe, times: 50, limit: limit) {
            $0?.reason == "timeout" || $0?.reason == "resolve"
        }
        print("NAMES silent: 50 polls, the slowest took \(slowest), \(workers.overdueCalls) call under way")
        #expect(slowest < limit + .milliseconds(100) && workers.overdueCalls <= 1)
        #expect(try count("/proc/self/task") <= threads + 6)

        names.isAnswering = true
        let began = MonotonicClock.now()
        try await eventually("the name to resolve", within: .seconds(30), poll: .milliseconds(100)) {
            await Self.failure(probe, limit) == nil
        }
        print("NAMES answers again: polls succeed after \(began.duration(to: MonotonicClock.now()))")

        // The name stops resolving while connections are open, and these end: the way into the deadlock.
        names.isAnswering = false
        server.disconnect()
        _ = try await Self.poll(probe, times: 20, limit: limit) { $0 != nil }
        names.isAnswering = true
        try await eventually("the probe to recover", within: .seconds(30), poll: .milliseconds(100)) {
            await Self.failure(probe, limit) == nil
        }
        try await eventually("no call to be left over", within: .seconds(30)) { workers.overdueCalls == 0 }
        await probe.close()
    }

    private static func failure(_ probe: MongoProbe, _ limit: Duration) async -> ProbeFailure? {
        do throws(ProbeFailure) {
            _ = try await probe.observe(deadline: MonotonicClock.now().advanced(by: limit))
            return nil
        } catch {
            return error
        }
    }

    /// How long the slowest of some polls took, all of which must end as expected.
    private static func poll(
        _ probe: MongoProbe, times: Int, limit: Duration, isExpected: (ProbeFailure?) -> Bool
    ) async throws -> Duration {
        var slowest = Duration.zero
        for _ in 0..<times {
            let began = MonotonicClock.now()
            let failure = await failure(probe, limit)
            slowest = max(slowest, began.duration(to: MonotonicClock.now()))
            #expect(isExpected(failure), "\(String(describing: failure))")
        }
        return slowest
    }
}
