import ReplicationLab
import Testing

@Suite(.serialized)
struct PostgresCredentialsTests {
    @Test(arguments: Lab.postgresVersions) func monitorsLogInWithTheirPasswordOnly(version: Int) throws {
        let lab = try Lab()
        defer { lab.end() }
        let cluster = try PostgresCluster(in: lab, version: version, authentication: .scram)
        let credentials = try #require(cluster.credentials)
        for node in cluster.nodes { #expect(try Self.logIn(node.conninfo, in: lab) == (0, "replmon")) }

        try cluster.primary.rotatePassword(to: "another")
        try cluster.waitUntilReplayed(from: "db-a", on: ["db-b"])
        for node in cluster.nodes {
            let refused = try Self.logIn(node.conninfo, in: lab)
            #expect(refused.status == 2)
            #expect(refused.output.contains("password authentication failed"))
        }
        try credentials.writePassfile("another")
        for node in cluster.nodes { #expect(try Self.logIn(node.conninfo, in: lab) == (0, "replmon")) }
    }

    @Test(arguments: Lab.postgresVersionsWithTLS) func monitorsLogInWithAValidCertificateOnly(version: Int) throws {
        let lab = try Lab()
        defer { lab.end() }
        let cluster = try PostgresCluster(in: lab, version: version, authentication: .certificate)
        let credentials = try #require(cluster.credentials)
        for node in cluster.nodes { #expect(try Self.logIn(node.conninfo, in: lab) == (0, "replmon")) }

        let (valid, expired) = (credentials.clientCertificate, credentials.expiredCertificate)
        let refused = try Self.logIn(cluster.primary.conninfo.replacing(valid, with: expired), in: lab)
        #expect(refused.output.contains("certificate expired"))
        let bare = try Self.logIn("host=127.0.0.1 port=\(cluster.primary.port) sslmode=disable", in: lab)
        #expect(bare.output.contains("no pg_hba.conf entry"))
        let unknown = try Self.logIn(
            cluster.primary.conninfo.replacing(credentials.rootCertificate, with: credentials.clientCertificate),
            in: lab)
        #expect(unknown.output.contains("certificate verify failed"))
    }

    private static func logIn(_ conninfo: String, in lab: Lab) throws -> (status: Int32, output: String) {
        let words = ["psql", "-XAtq", "-d", "\(conninfo) dbname=postgres user=replmon", "-c", "SELECT current_user"]
        let (output, status) = try LabProgram.run(words, in: lab)
        return (status, output)
    }
}
