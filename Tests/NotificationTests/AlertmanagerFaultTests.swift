import Alerting
import Dispatch
import Glibc
import HTTP
import ReplicationCore
import Synchronization
import Testing

@testable import Notification
@testable import ReplicationLab

/// Another server, or a broken Alertmanager, answers in place of an Alertmanager.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct AlertmanagerFaultTests {
    /// One answer of a server that is scripted to the byte; `nil` never answers.
    static let answers: [(String?, String)] = [
        (nil, "no answer from"),
        ("", "the connection ended before the answer was complete"),
        ("220 mail.example.org ESMTP\r\n", "no valid HTTP answer"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "the connection ended before the answer was complete"),
        ("HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\nwhy?", "it answers with status 500 (why?)"),
        (
            "HTTP/1.1 302 Found\r\nLocation: http://elsewhere/\r\nContent-Length: 0\r\n\r\n",
            "it redirects to http://elsewhere/, which is not followed"
        ),
        ("HTTP/1.1 415 No\r\nContent-Length: 0\r\n\r\n", "check that this URL is an Alertmanager's"),
        (
            "HTTP/1.1 400 Bad\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n\"broken\"",
            "it refuses alerts as invalid: broken"
        ),
    ]

    @Test(arguments: answers)
    func itIsSaidAndDelaysNoOther(answer: String?, reason: String) async throws {
        let lab = try Lab()
        defer { lab.end() }
        let receiver = try await WebhookReceiver(in: lab)
        let alertmanager = try Alertmanager(configuration: receiver.configuration(), in: lab)
        let stub = try Stub(answer, in: lab)
        let scenario = NotifierScenario([.plain(stub.port, timeout: .milliseconds(500)), .plain(alertmanager.port)])
        let start = ContinuousClock.now
        scenario.notify([.now()])
        try await until("the alert to arrive by the other") { receiver.lines.count == 1 }
        #expect(ContinuousClock.now - start < .seconds(5))
        let failure = try await scenario.failure()
        #expect(failure.contains(reason))
        #expect(scenario.statistics.sent == 0 && scenario.statistics.failingFor != nil)
        #expect(scenario.notices.count == 1)
        let end = ContinuousClock.now
        await scenario.notifier.drain(within: .milliseconds(300))
        #expect(ContinuousClock.now - end < .seconds(1))
    }

    @Test func aHungOneIsTriedAgainAndTakesOverWhenItWakes() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let receiver = try await WebhookReceiver(in: lab)
        let alertmanager = try Alertmanager(configuration: receiver.configuration(), in: lab)
        let relay = try Relay(to: alertmanager.port, in: lab)
        try relay.blackhole()
        let scenario = NotifierScenario([.plain(relay.port, timeout: .milliseconds(500))])
        scenario.notify([.now()])
        try await until("two tries to fail") { scenario.statistics.errors >= 2 }
        try relay.restore()
        try await until("the alert to arrive", within: .seconds(40)) { receiver.lines.count >= 1 }
        try await until("it to be known") { scenario.statistics.waiting == 0 }
        #expect(receiver.lines == ["firing: PostgresNodeDown[critical] firing"])
        await scenario.notifier.drain(within: .seconds(1))
    }

    @Test func oneThatRefusesNowAndThenIsReportedOnce() async throws {
        let server = HTTPServer()
        var limits = Limits.controlSocket
        limits.bodyBytes = 1 << 20
        let requests = Mutex(0)
        let address = ListenAddress.tcp(host: "127.0.0.1", port: 0)
        let bound = try await server.listen(on: address, limits: limits) { _ in
            let isOdd = requests.withLock { requests in
                requests += 1
                return requests % 2 == 1
            }
            return isOdd ? .json(400, Array("\"not this one\"".utf8)) : .json(200, [])
        }
        let scenario = NotifierScenario([.plain(bound.port ?? 0)])
        scenario.notify([.now()])
        try await until("it to refuse thrice") { scenario.statistics.errors >= 3 }
        #expect(scenario.notices == [.refused(url: scenario.statistics.url, reason: "not this one")])
        #expect(scenario.statistics.sent >= 4 && scenario.statistics.dropped == 2)
        await scenario.notifier.drain(within: .seconds(1))
        await server.shutdown(within: .zero)
    }

    @Test func whatIsTooLargeAtOnceGoesInParts() async throws {
        let server = HTTPServer()
        var limits = Limits.controlSocket
        limits.bodyBytes = 16 << 20
        let address = ListenAddress.tcp(host: "127.0.0.1", port: 0)
        let bound = try await server.listen(on: address, limits: limits) { request in
            request.body.count > 30_000 ? .text(413, "too large") : .json(200, [])
        }
        let scenario = NotifierScenario([.plain(bound.port ?? 0)])
        var alerts = (0..<200).map { Alert.now(node: "n\($0)") }
        scenario.notify(alerts)
        try await until("all to be taken") { scenario.statistics.sent >= 201 && scenario.statistics.waiting == 0 }
        #expect(scenario.statistics.dropped == 0 && scenario.notices.isEmpty && scenario.statistics.errors > 0)

        // One that is too large by itself is in nobody's way.
        let long = String(repeating: "x", count: 3_900)
        alerts.append(
            Alert.now(node: "large").with { alert in
                alert.summary = long
                alert.identity.subject.slot = String(repeating: "y", count: 40_000)
            })
        alerts.append(.now(node: "small"))
        let sent = scenario.statistics.sent
        scenario.notify(alerts)
        try await until("the others to be taken") {
            scenario.statistics.dropped == 1 && scenario.statistics.sent > sent && scenario.statistics.waiting == 0
        }
        #expect(scenario.notices == [.refused(url: scenario.statistics.url, reason: "too large for it (status 413)")])
        await scenario.notifier.drain(within: .seconds(1))
        await server.shutdown(within: .zero)
    }

    @Test func aClockThatIsFarOffIsToldThoughAlertsAreTaken() async throws {
        let server = HTTPServer()
        let date = Mutex("Thu, 01 Jan 2026 00:00:00 GMT")
        let bound = try await server.listen(
            on: .tcp(host: "127.0.0.1", port: 0), limits: .controlSocket
        ) { _ in
            HTTPResponse(
                status: 200, contentType: "application/json", body: [], headers: [("Date", date.withLock { $0 })])
        }
        let scenario = NotifierScenario([.plain(bound.port ?? 0)])
        scenario.notify([.now()])
        let failure = try await scenario.failure()
        #expect(failure.hasPrefix("its clock and ours differ by "))
        try await until("it to be notified a while") { scenario.statistics.sent >= 4 }
        #expect(scenario.statistics.failingFor ?? .zero > .milliseconds(500))
        #expect(scenario.statistics.errors == 0 && scenario.statistics.waiting == 0)
        #expect(scenario.notices == [.clockDiffers(url: scenario.statistics.url, reason: failure)])

        date.withLock { $0 = "" }
        try await until("it to end") { scenario.statistics.failingFor == nil }
        #expect(scenario.statistics.failure == nil)
        #expect(scenario.notices.last == .clocksAgree(url: scenario.statistics.url))
        await scenario.notifier.drain(within: .seconds(1))
        await server.shutdown(within: .zero)
    }

    @Test func anUpdateNeverWaits() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let stub = try Stub(nil, in: lab)
        let scenario = NotifierScenario([.plain(stub.port, timeout: .seconds(60))])
        let alerts = (0..<2_000).map { Alert.now(node: "n\($0)") }
        scenario.notify(alerts)
        try await until("the list to be looked at") { scenario.statistics.waiting > 2_000 }
        let elapsed = ContinuousClock().measure {
            for _ in 0..<1_000 { scenario.notify(alerts) }
        }
        #expect(elapsed < .seconds(1))
        let end = ContinuousClock.now
        await scenario.notifier.drain(within: .milliseconds(200))
        #expect(ContinuousClock.now - end < .seconds(1))
    }
}

/// A server that gives every connection the same bytes and closes it, or never answers.
private final class Stub: Sendable {
    let port: Int
    private let reservation: Port

    init(_ answer: String?, in lab: Lab) throws {
        reservation = try Port()
        port = reservation.number
        let listener = try Loopback.listen(on: port)
        let hasEnded = Mutex(false)
        let thread = DispatchQueue(label: "stub")
        lab.atEnd {
            hasEnded.withLock { $0 = true }
            thread.sync {}
            close(listener)
        }
        guard let answer else { return }
        thread.async {
            while !hasEnded.withLock({ $0 }) {
                var state = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
                guard unsafe poll(&state, 1, 50) == 1 else { continue }
                let client = accept(listener, nil, nil)
                guard client >= 0 else { continue }
                // The whole request first: a reset would overtake the answer.
                var request = [UInt8](repeating: 0, count: 65_536)
                unsafe recv(client, &request, request.count, 0)
                unsafe send(client, Array(answer.utf8), answer.utf8.count, Int32(MSG_NOSIGNAL))
                close(client)
            }
        }
    }
}
