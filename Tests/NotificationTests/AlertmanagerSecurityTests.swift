import Alerting
import HTTP
import Testing

@testable import Notification
@testable import ReplicationLab

/// TLS and credentials, with a real Alertmanager.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct AlertmanagerSecurityTests {
    let lab: Lab
    let certificates: MongoCertificates

    /// bcrypt of `hunter2` and of `hunter3`, at the least cost.
    static let hashes = [
        "hunter2": "$2b$04$abcdefghijklmnopqrstuuV3duMsC0HpUex6N9qapiuOHHWkwRXVm",
        "hunter3": "$2b$04$abcdefghijklmnopqrstuubIg1lAPGzjOq4BLHlLJaFqJc/UM8t.K",
    ]

    init() throws {
        lab = try Lab()
        certificates = try MongoCertificates(directory: "\(lab.directory)/certificates")
    }

    /// An Alertmanager with a certificate of the lab's authority and, with `password`, the user `replmon`.
    private func alertmanager(password: String? = nil, certificate: String) throws -> Alertmanager {
        let file = certificates.file(of: certificate)
        let users = password.flatMap { Self.hashes[$0] }.map { "basic_auth_users: { replmon: '\($0)' }\n" } ?? ""
        return try Alertmanager(
            configuration: "route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n",
            web: "tls_server_config: { cert_file: \(file), key_file: \(file) }\n\(users)", in: lab)
    }

    private func target(
        _ port: Int, host: String = "127.0.0.1", authorities: String?,
        _ authorization: AlertmanagerTarget.Authorization = .none
    ) -> AlertmanagerTarget {
        AlertmanagerTarget(
            url: "https://\(host):\(port)", endpoint: .tls(host: host, port: port, authorities: authorities),
            authorization: authorization, timeout: .seconds(5))
    }

    @Test func aPasswordIsReadAgainForEachRequest() async throws {
        defer { lab.end() }
        try certificates.issue(member: "am")
        let alertmanager = try alertmanager(password: "hunter2", certificate: "am")
        let basic = AlertmanagerTarget.Authorization.basic(username: "replmon", passwordFile: "/secret")
        let scenario = NotifierScenario(
            [target(alertmanager.port, host: "localhost", authorities: certificates.authority, basic)],
            files: ["/secret": "hunter3"])
        scenario.notify([.now()])
        let refusal = try await scenario.failure()
        #expect(refusal.contains("refuses the login with status 401") && refusal.contains("password_file"))
        // A login that is refused is not tried again soon, unless somebody corrected the configuration and reloaded it.
        scenario.write("hunter2", to: "/secret")
        scenario.adopt([
            target(alertmanager.port, host: "localhost", authorities: certificates.authority, basic).patient()
        ])
        try await until("the login to succeed") { scenario.statistics.failure == nil }
        scenario.write("hunter3", to: "/secret")
        try await until("the login to fail") { scenario.statistics.failure != nil }
        await scenario.notifier.drain(within: .seconds(1))
    }

    @Test func aFileThatIsGoneIsSaid() async throws {
        defer { lab.end() }
        let scenario = NotifierScenario([
            AlertmanagerTarget(
                url: "http://127.0.0.1:9", endpoint: .tcp(host: "127.0.0.1", port: 9),
                authorization: .bearer(tokenFile: "/gone"))
        ])
        scenario.notify([.now()])
        #expect(try await scenario.failure() == "cannot read /gone")
        await scenario.notifier.drain(within: .seconds(1))
    }

    @Test func anAddressIsFoundInTheCertificateToo() async throws {
        defer { lab.end() }
        try certificates.issue(member: "am")
        let alertmanager = try alertmanager(certificate: "am")
        let scenario = NotifierScenario([target(alertmanager.port, authorities: certificates.authority)])
        scenario.notify([.now()])
        try await scenario.sends(1)
        #expect(scenario.statistics.failure == nil)
        await scenario.notifier.drain(within: .seconds(1))
    }

    @Test func whoIsNotTrustedIsToldNothingAndTheReasonIsSaid() async throws {
        defer { lab.end() }
        try certificates.issue(member: "am")
        let alertmanager = try alertmanager(certificate: "am")
        let other = try MongoCertificates(directory: "\(lab.directory)/others")
        let expectations: [(AlertmanagerTarget, String)] = [
            (target(alertmanager.port, authorities: nil), "unknown authority"),
            (target(alertmanager.port, authorities: other.authority), "unknown authority"),
            (target(alertmanager.port, authorities: "/nowhere"), "cannot load the authorities of /nowhere"),
        ]
        for (target, reason) in expectations {
            let scenario = NotifierScenario([target])
            scenario.notify([.now()])
            let failure = try await scenario.failure()
            #expect(failure.contains(reason))
            #expect(scenario.statistics.sent == 0 && scenario.statistics.dropped == 0)
            await scenario.notifier.drain(within: .seconds(1))
        }
    }

    @Test(arguments: [
        ("expired", Duration.seconds(-60), ["IP:127.0.0.1"], "its certificate has expired"),
        ("other", Duration.seconds(3_600), ["DNS:am.example", "IP:10.0.0.1"], "its certificate is for another host"),
    ])
    func aCertificateThatDoesNotProveTheHostIsNotTaken(
        name: String, expiresIn: Duration, names: [String], reason: String
    ) async throws {
        defer { lab.end() }
        try certificates.issue(member: name, names: names, expiresIn: expiresIn)
        let alertmanager = try alertmanager(certificate: name)
        for host in ["127.0.0.1", "localhost"] {
            let scenario = NotifierScenario([target(alertmanager.port, host: host, authorities: certificates.authority)]
            )
            scenario.notify([.now()])
            let failure = try await scenario.failure()
            #expect(failure.contains(reason))
            #expect(scenario.statistics.sent == 0)
            await scenario.notifier.drain(within: .seconds(1))
        }
    }

    @Test func aServerThatExpectsTLSIsNamedAsSuch() async throws {
        defer { lab.end() }
        try certificates.issue(member: "am")
        let scenario = NotifierScenario([.plain(try alertmanager(certificate: "am").port)])
        scenario.notify([.now()])
        // It answers in plain text, and may reset the connection before that is read.
        let failure = try await scenario.failure()
        #expect(failure.contains("an HTTP request to an HTTPS server") || failure.contains("it expects TLS"))
        #expect(scenario.statistics.dropped == 0)
        await scenario.notifier.drain(within: .seconds(1))
    }

    @Test func aServerWithoutTLSIsNamedAsSuch() async throws {
        defer { lab.end() }
        let alertmanager = try Alertmanager(
            configuration: "route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n", in: lab)
        let scenario = NotifierScenario([target(alertmanager.port, authorities: certificates.authority)])
        scenario.notify([.now()])
        #expect(try await scenario.failure().contains("is it http:// instead of https://?"))
        await scenario.notifier.drain(within: .seconds(1))
    }

    @Test func aTokenGoesIntoTheHeader() async throws {
        defer { lab.end() }
        let server = HTTPServer()
        var limits = Limits.controlSocket
        limits.bodyBytes = 1 << 20
        let bound = try await server.listen(on: .tcp(host: "127.0.0.1", port: 0), limits: limits) { request in
            let isRight = request.header("Authorization") == "Bearer t0ken.of-ours"
            return isRight && request.path == "/api/v2/alerts" ? .json(200, []) : .text(403, "who are you?\nSay it.")
        }
        var target = AlertmanagerTarget.plain(bound.port ?? 0)
        target.authorization = .bearer(tokenFile: "/token")
        let scenario = NotifierScenario([target], files: ["/token": "t0ken.of-ours"])
        scenario.notify([.now()])
        try await scenario.sends(2)
        #expect(scenario.statistics.failure == nil)
        scenario.write("another", to: "/token")
        #expect(try await scenario.failure().contains("status 403 (who are you? Say it.)"))
        await scenario.notifier.drain(within: .seconds(1))
        await server.shutdown(within: .zero)
    }
}

extension AlertmanagerTarget {
    /// The same with another timeout: settings that differ.
    fileprivate func patient() -> AlertmanagerTarget {
        var target = self
        target.timeout = .seconds(6)
        return target
    }
}
