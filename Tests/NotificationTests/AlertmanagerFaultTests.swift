import Alerting
import Dispatch
import Glibc
import HTTP
import ReplicationCore
import Synchronization
import Testing

@testable import Notification
@testable import ReplicationLab

/// What is no Alertmanager, or a broken one, stands where one should be.
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
        let telling = Telling([.plain(stub.port, timeout: .milliseconds(500)), .plain(alertmanager.port)])
        let start = ContinuousClock.now
        telling.tell([.now()])
        try await until("the alert to arrive by the other") { receiver.lines.count == 1 }
        #expect(ContinuousClock.now - start < .seconds(5))
        let failure = try await telling.failure()
        #expect(failure.contains(reason))
        #expect(telling.statistics.sent == 0 && telling.statistics.failingFor != nil)
        #expect(telling.notices.count == 1)
        let end = ContinuousClock.now
        await telling.notifier.drain(within: .milliseconds(300))
        #expect(ContinuousClock.now - end < .seconds(1))
    }

    @Test func aHungOneIsTriedAgainAndTakesOverWhenItWakes() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let receiver = try await WebhookReceiver(in: lab)
        let alertmanager = try Alertmanager(configuration: receiver.configuration(), in: lab)
        let relay = try Relay(to: alertmanager.port, in: lab)
        try relay.blackhole()
        let telling = Telling([.plain(relay.port, timeout: .milliseconds(500))])
        telling.tell([.now()])
        try await until("two tries to fail") { telling.statistics.errors >= 2 }
        try relay.restore()
        try await until("the alert to arrive", within: .seconds(40)) { receiver.lines.count >= 1 }
        try await until("it to be known") { telling.statistics.waiting == 0 }
        #expect(receiver.lines == ["firing: PostgresNodeDown[critical] firing"])
        await telling.notifier.drain(within: .seconds(1))
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
        let telling = Telling([.plain(bound.port ?? 0)])
        telling.tell([.now()])
        try await until("it to refuse thrice") { telling.statistics.errors >= 3 }
        #expect(telling.notices == [.refused(url: telling.statistics.url, words: "not this one")])
        #expect(telling.statistics.sent >= 4 && telling.statistics.dropped == 2)
        await telling.notifier.drain(within: .seconds(1))
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
        let telling = Telling([.plain(bound.port ?? 0)])
        var alerts = (0..<200).map { Alert.now(node: "n\($0)") }
        telling.tell(alerts)
        try await until("all to be taken") { telling.statistics.sent >= 201 && telling.statistics.waiting == 0 }
        #expect(telling.statistics.dropped == 0 && telling.notices.isEmpty && telling.statistics.errors > 0)

        // One that is too large by itself is in nobody's way.
        let long = String(repeating: "x", count: 3_900)
        alerts.append(
            Alert.now(node: "large").with { alert in
                alert.summary = long
                alert.identity.subject.slot = String(repeating: "y", count: 40_000)
            })
        alerts.append(.now(node: "small"))
        let sent = telling.statistics.sent
        telling.tell(alerts)
        try await until("the others to be taken") {
            telling.statistics.dropped == 1 && telling.statistics.sent > sent && telling.statistics.waiting == 0
        }
        #expect(telling.notices == [.refused(url: telling.statistics.url, words: "too large for it (status 413)")])
        await telling.notifier.drain(within: .seconds(1))
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
        let telling = Telling([.plain(bound.port ?? 0)])
        telling.tell([.now()])
        let failure = try await telling.failure()
        #expect(failure.hasPrefix("its clock and ours differ by "))
        try await until("it to be told a while") { telling.statistics.sent >= 4 }
        #expect(telling.statistics.failingFor ?? .zero > .milliseconds(500))
        #expect(telling.statistics.errors == 0 && telling.statistics.waiting == 0)
        #expect(telling.notices == [.clockDiffers(url: telling.statistics.url, reason: failure)])

        date.withLock { $0 = "" }
        try await until("it to end") { telling.statistics.failingFor == nil }
        #expect(telling.statistics.failure == nil)
        #expect(telling.notices.last == .clocksAgree(url: telling.statistics.url))
        await telling.notifier.drain(within: .seconds(1))
        await server.shutdown(within: .zero)
    }

    @Test func anUpdateNeverWaits() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let stub = try Stub(nil, in: lab)
        let telling = Telling([.plain(stub.port, timeout: .seconds(60))])
        let alerts = (0..<2_000).map { Alert.now(node: "n\($0)") }
        telling.tell(alerts)
        try await until("the list to be looked at") { telling.statistics.waiting > 2_000 }
        let elapsed = ContinuousClock().measure {
            for _ in 0..<1_000 { telling.tell(alerts) }
        }
        #expect(elapsed < .seconds(1))
        let end = ContinuousClock.now
        await telling.notifier.drain(within: .milliseconds(200))
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
