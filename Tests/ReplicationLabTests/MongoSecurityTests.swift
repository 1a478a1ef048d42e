import FoundationEssentials
import Testing

@testable import ReplicationLab

@Suite(.serialized)
struct MongoSecurityTests {
    @Test(arguments: Lab.mongodbVersions, [MongoSecurity.none, .keyFile, .tls])
    func everyVersionStartsWithItsUsers(version: String, security: MongoSecurity) throws {
        let lab = try Lab()
        defer { lab.end() }
        let network: MongoNetwork = if case .tls = security { .pairs } else { .direct }
        let set = try MongoReplicaSet(in: lab, version: version, security: security, network: network)
        let primary = try set.member(try set.waitForPrimary())
        #expect(try primary.reply(to: #"{"buildInfo": 1}"#)["version"]?.string == version)
        for member in set.members where !member.isArbiter && set.wantsAuthentication {
            #expect(try member.command(#"{"usersInfo": "replmon"}"#).contains("clusterMonitor"))
        }
    }

    @Test func theMonitorLogsInWithItsCertificate() throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try MongoReplicaSet(in: lab, security: .tls)
        let certificates = try #require(set.certificates)
        let primary = try set.member(try set.waitForPrimary())
        let connection = try Self.connect(to: primary, certificates, login: true)
        let status = try connection.run(#"{"connectionStatus": 1}"#)
        #expect(status.contains(MongoCertificates.monitorSubject))
        #expect(try connection.run(#"{"replSetGetStatus": 1}"#).contains("members"))
        let stranger = try Self.connect(to: primary, certificates, login: false)
        #expect(throws: LabError.self) { try stranger.run(#"{"replSetGetStatus": 1}"#) }
    }

    @Test func aCertificateExpiresAndNamesAreChecked() throws {
        let lab = try Lab()
        defer { lab.end() }
        let short = MongoMemberPlan(name: "m-a", certificateExpiresIn: .seconds(3600))
        let set = try MongoReplicaSet(in: lab, members: [short], security: .tls)
        let certificates = try #require(set.certificates)
        let member = try set.member("m-a")
        let end = try Self.expiry(of: member)
        #expect(abs(end.timeIntervalSinceNow - 3600) < 30)

        try certificates.issue(member: "m-a", names: ["DNS:elsewhere.lab"])
        try member.stop()
        let logged = try FileText.read(fromFile: member.log).utf8.count
        try member.launch()
        try waitUntil("it to listen") {
            try FileText.read(fromFile: member.log).utf8.dropFirst(logged).contains("Waiting for connections".utf8)
        }
        #expect(throws: LabError.self) { try member.command(#"{"ping": 1}"#) }
        try certificates.issue(member: "m-a", expiresIn: .seconds(5))
        try member.stop()
        try member.start()
        try waitUntil("the certificate to have expired") {
            do { try member.command(#"{"ping": 1}"#) } catch { return "\(error)".contains("expired") }
            return false
        }
        try member.stop()
        #expect(throws: LabError.self) { try member.start() }
    }

    private static func connect(
        to member: MongoMember, _ certificates: MongoCertificates, login: Bool
    ) throws -> MongoConnection {
        let mechanism = login ? "&authMechanism=MONGODB-X509&authSource=%24external" : ""
        return try MongoConnection(
            uri: "mongodb://\(member.address)/?directConnection=true&heartbeatFrequencyMS=2147483647&tls=true"
                + "&tlsCAFile=\(certificates.authority)&tlsCertificateKeyFile=\(certificates.monitor)\(mechanism)")
    }

    private static func expiry(of member: MongoMember) throws -> Date {
        let field = try member.reply(to: #"{"serverStatus": 1}"#)
            .at("security.SSLServerCertificateExpirationDate.$date")
        return try Date(try #require(field?.string), strategy: .iso8601)
    }
}
