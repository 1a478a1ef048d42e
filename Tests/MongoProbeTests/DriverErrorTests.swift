import ReplicationCore
import Testing

@testable import MongoProbe

/// The errors of libmongoc 1.23.1, and the failures that they mean.
struct DriverErrorTests {
    private static func failure(
        _ domain: UInt32, _ code: UInt32, _ message: String, phase: ProbeFailure.Phase = .connect,
        ranOutOfTime: Bool = false, tls: Bool = false, credentials: Bool = true
    ) -> ProbeFailure {
        DriverError(domain: domain, code: code, message: message).failure(
            DriverError.Context(
                phase: phase, ranOutOfTime: ranOutOfTime, usesTLS: tls, hasCredentials: credentials))
    }

    private static func selection(_ reason: String, tls: Bool = false) -> ProbeFailure {
        failure(15, 13053, "No suitable servers found (`serverSelectionTryOnce` set): [\(reason)]", tls: tls)
    }

    @Test(arguments: [
        ("connection refused calling hello on '[::1]:1'", "connect"),
        ("connection refused calling hello on 'timeout.example:1'", "connect"),
        ("Failed to resolve 'nohost.invalid'", "resolve"),
        ("socket timeout calling hello on 'a:1'", "timeout"), ("connection timeout calling hello on 'a:1'", "timeout"),
        ("connection closed calling hello on 'a:1'", "connect"),
        ("Server closed connection. calling hello on 'a:1'", "connect"),
        ("Invalid reply from server. calling hello on 'a:1'", "malformed"), ("", "malformed"),
        ("TLS handshake failed: Connection timed out calling hello on 'a:1'", "tls"),
        ("TLS handshake failed: certificate verify failed (18): self-signed certificate calling hello on 'a:1'", "tls"),
    ])
    func serverSelection(_ text: String, _ reason: String) {
        #expect(Self.selection(text).reason == reason)
    }

    @Test func aConnectionLostInTheHandshakeIsTLS() {
        #expect(Self.selection("connection closed calling hello on 'a:1'", tls: true).reason == "tls")
        #expect(Self.selection("connection refused calling hello on 'a:1'", tls: true).reason == "connect")
        let unconnected = "Failed to connect to target host: a:1 calling hello on 'a:1'"
        #expect(Self.selection(unconnected, tls: true).reason == "connect")
    }

    @Test func theTextKeepsOnlyTheReason() {
        let failure = Self.selection("connection refused calling hello on '[::1]:1'")
        #expect(failure == .connect("connection refused calling hello on '[::1]:1'"))
    }

    @Test func refusals() {
        #expect(Self.failure(1, 11, "Authentication failed.").reason == "authentication")
        #expect(Self.failure(14, 29, "could not calculate").reason == "authentication")
        #expect(Self.failure(7, 1, "sasl").reason == "authentication")
        #expect(Self.failure(17, 18, "Authentication failed.").reason == "authentication")
        #expect(Self.failure(17, 13, "not authorized on admin").reason == "privilege")
        #expect(Self.failure(17, 13, "requires authentication", credentials: false).reason == "authentication")
    }

    @Test(arguments: [76, 91, 93, 94, 11600, 13436] as [UInt32])
    func serverErrorsKeepTheirCode(_ code: UInt32) {
        #expect(Self.failure(17, code, "text") == .server(code: String(code), message: "text"))
    }

    @Test func closedOrTimedOutIsToldByTheClock() {
        let text = "Failed to read 4 bytes: socket error or timeout"
        #expect(Self.failure(2, 4, text, phase: .query, ranOutOfTime: true) == .timeout(phase: .query))
        #expect(Self.failure(2, 4, text, phase: .query).reason == "closed")
    }

    @Test func noReasonAtAllIsAProtocolError() {
        #expect(Self.failure(0, 0, "") == .malformed(field: "reply"))
    }
}
