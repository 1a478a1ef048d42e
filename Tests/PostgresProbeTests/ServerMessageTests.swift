import ReplicationCore
import Testing

@testable import PostgresProbe

struct ServerMessageTests {
    private static let prefix = "connection to server at \"10.0.1.10\", port 5432 failed: "

    @Test(
        arguments: [
            (
                "FATAL:  28P01: password authentication failed for user \"x\"\nLOCATION:  auth_failed, auth.c:326",
                .authentication("password authentication failed for user \"x\"")
            ),
            (
                "FATAL:  3D000: database \"nope\" does not exist\nLOCATION:  InitPostgres, postinit.c:885",
                .server(code: "3D000", message: "database \"nope\" does not exist")
            ),
            (
                "ВАЖНО:  53300: слишком много клиентов\nПОЛОЖЕНИЕ:  x",
                .tooManyConnections("слишком много клиентов ПОЛОЖЕНИЕ:  x")
            ),
            (
                "FATAL:  57P03: the database system is not yet accepting connections\n"
                    + "DETAIL:  Consistent recovery state has not been yet reached.\nLOCATION:  x, y.c:1",
                .startingUp(
                    "the database system is not yet accepting connections "
                        + "DETAIL:  Consistent recovery state has not been yet reached.")
            ),
            (
                "FATAL:  28000: no pg_hba.conf entry for host \"10.0.0.1\", user \"x\", SSL off",
                .authentication("no pg_hba.conf entry for host \"10.0.0.1\", user \"x\", SSL off")
            ),
        ] as [(String, ProbeFailure)])
    func sqlStateDecides(_ words: String, _ failure: ProbeFailure) {
        #expect(ServerMessage(Self.prefix + words + "\n").connectFailure == failure)
    }

    @Test(
        arguments: [
            ("Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?", "connect"),
            ("No route to host", "connect"),
            ("server closed the connection unexpectedly\n\tThis probably means", "connect"),
            ("server does not support SSL, but SSL was required", "tls"),
            ("SSL error: certificate verify failed", "tls"),
            ("server certificate for \"a\" does not match host name \"b\"", "tls"),
            ("fe_sendauth: no password supplied", "authentication"),
            ("received invalid response to SSL negotiation: H", "malformed"),
            ("expected authentication request from server, but received H", "malformed"),
        ])
    func libpqsWordsDecideWithoutSQLState(_ words: String, _ reason: String) {
        #expect(ServerMessage(Self.prefix + words + "\n").connectFailure.reason == reason)
    }

    @Test func lastAttemptCounts() {
        let raw = """
            connection to server at "a" (10.0.0.1), port 5432 failed: Connection refused
            \tIs the server running on that host and accepting TCP/IP connections?
            connection to server at "b" (10.0.0.2), port 5432 failed: FATAL:  28P01: no
            """
        #expect(ServerMessage(raw).connectFailure == .authentication("no"))
    }

    @Test func hostNameDoesNotDecide() {
        let text = "connection to server at \"SSL.password.example\" (10.0.0.1), port 5432 failed: Connection refused"
        #expect(ServerMessage(text).connectFailure == .connect(text))
    }

    @Test func resolverOfLibpq() {
        let text = "could not translate host name \"a\" to address: Name or service not known"
        #expect(ServerMessage(text).connectFailure == .resolve(text))
    }

    @Test func emptyMessage() {
        #expect(ServerMessage("").connectFailure == .connect(""))
    }
}
