import Dispatch
import MongoReplication
import ReplicationCore
import ReplicationLab
import Testing

@testable import MongoProbe

extension MongoProbeTests {
    /// How a probe gets to a set with TLS.
    private func options(
        of set: LabSet, _ more: String, password: String? = nil
    ) throws -> MongoConnectionOptions {
        try MongoConnectionOptions(
            uri: set.uri + "&tls=true" + more, username: password.map { _ in LabSet.monitorUser }, password: password)
    }

    private func probe(_ member: MongoMember, _ options: MongoConnectionOptions) -> MongoProbe {
        MongoProbe(host: member.address, options: options, workers: workers, timeout: .seconds(2), onChange: {})
    }

    /// The failure of one poll of a member with these options; `nil` when it answers.
    private func failure(of member: MongoMember, _ options: MongoConnectionOptions) async -> ProbeFailure? {
        let probe = probe(member, options)
        defer { Task { await probe.close() } }
        do throws(ProbeFailure) {
            _ = try await reading(probe)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["6.0.5", "4.4.2"])
    func aPasswordAndACertificateOverTLS(version: String) async throws {
        let lab = try Lab()
        defer { lab.end() }
        guard let set = try? LabSet(in: lab, version: version, security: .tls) else {
            #expect(version != "6.0.5")
            return
        }
        let certificates = try #require(set.certificates)
        let authority = "&tlsCAFile=\(certificates.authority)"
        let certificate = "&authMechanism=MONGODB-X509&tlsCertificateKeyFile=\(certificates.monitor)"
        let withPassword = try options(of: set, authority, password: LabSet.monitorPassword)
        let withCertificate = try options(of: set, authority + certificate)
        for member in set.members {
            for options in [withPassword, withCertificate] {
                let probe = probe(member, options)
                let reading = try await reading(probe)
                #expect(reading.hello.me == member.address && reading.statusFailure == nil)
                #expect((reading.status == nil) == member.isArbiter)
                guard let server = reading.server else { continue }
                let left = try #require(server.certificateExpiresAt).since(try #require(reading.hello.localTime))
                #expect(server.denied == [] && left > .seconds(28 * 86_400) && left < .seconds(31 * 86_400))
                await probe.close()
            }
            let log = try text(of: member.log)
            #expect(!member.isArbiter || !log.contains("Authentication failed") && !log.contains("denied"))
        }
        // Logs in anew after a restart.
        let member = try #require(set.members.first { !$0.isArbiter })
        let probe = probe(member, withCertificate)
        let before = try await reading(probe).hello.processID
        try member.kill()
        try member.start()
        // At first it has not read its configuration yet, and is in no set.
        var after = try await reading(probe)
        try await eventually("the member to be in its set again", poll: .milliseconds(50)) {
            if after.status == nil { after = try await reading(probe) }
            return after.status != nil
        }
        #expect(after.hello.processID != before && after.statusFailure == nil)
        await probe.close()
    }

    @Test func aCertificateThatNoUserHasIsOneRefusalAndNoStorm() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try LabSet(in: lab, members: [MongoMemberPlan(name: "m-a")], security: .tls)
        let certificates = try #require(set.certificates)
        let member = set.members[0]
        try certificates.issue(member: "unlisted")
        let unlisted = try options(
            of: set,
            "&tlsCAFile=\(certificates.authority)&authMechanism=MONGODB-X509"
                + "&tlsCertificateKeyFile=\(certificates.file(of: "unlisted"))")
        let probe = probe(member, unlisted)
        let before = try refusedLogins(in: member)
        for _ in 0..<6 {
            let reading = try await reading(probe)
            #expect(reading.hello.isWritablePrimary && reading.status == nil && reading.server == nil)
            #expect(reading.statusFailure?.reason == "authentication")
        }
        let refused = try refusedLogins(in: member) - before
        #expect(refused > 0 && refused <= 2, "the server logged \(refused) refused logins")
        await probe.close()
    }

    @Test func aServerThatCannotBeTrusted() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try LabSet(in: lab, members: [MongoMemberPlan(name: "m-a")], security: .tls)
        let certificates = try #require(set.certificates)
        let member = set.members[0]
        let good = try options(of: set, "&tlsCAFile=\(certificates.authority)")
        #expect(await failure(of: member, good) == nil)

        let unknown = await failure(of: member, try options(of: set, ""))
        #expect(unknown?.reason == "tls" && unknown?.description.contains("certificate verify failed") == true)

        let missing = await failure(of: member, try options(of: set, "&tlsCAFile=/nowhere/ca.pem"))
        #expect(missing == .local("cannot read tlsCAFile /nowhere/ca.pem: No such file or directory"))

        let plain = await failure(of: member, try MongoConnectionOptions(uri: set.uri))
        #expect(plain?.reason == "connect" || plain?.reason == "closed", "\(String(describing: plain))")
    }

    @Test func aCertificateOfAnotherHostAndOneThatHasExpired() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try LabSet(in: lab, members: [MongoMemberPlan(name: "m-a")], security: .tls)
        let certificates = try #require(set.certificates)
        let (member, options) = (set.members[0], try options(of: set, "&tlsCAFile=\(certificates.authority)"))
        // The address that it has no name for.
        let byAddress = MongoProbe(
            host: "[::ffff:127.0.0.1]:\(member.port)", options: options, workers: workers, timeout: .seconds(2),
            onChange: {})
        let wrongName = await #expect(throws: ProbeFailure.self) { try await reading(byAddress) }
        #expect(
            wrongName?.reason == "tls" && wrongName?.description.contains("IP address mismatch") == true,
            "\(String(describing: wrongName))")
        await byAddress.close()

        try member.kill()
        try certificates.issue(member: member.name, expiresIn: .seconds(8))
        try member.start()
        #expect(await failure(of: member, options) == nil)
        var last: ProbeFailure?
        try await eventually("the certificate to expire", within: .seconds(20), poll: .milliseconds(200)) {
            last = await failure(of: member, options)
            return last != nil
        }
        #expect(last?.reason == "tls" && last?.description.contains("expired") == true, "\(String(describing: last))")
    }

    /// Lines in which a server says that it refused a login.
    private func refusedLogins(in member: MongoMember) throws -> Int {
        try text(of: member.log).split(separator: "\n").count {
            $0.contains("uthentication failed") || $0.contains("Failed to authenticate")
        }
    }
}
