import FoundationEssentials
import Glibc
import PostgresReplication
import QueueExecutor
import ReplicationCore
import ReplicationLab
import Testing

@testable import PostgresProbe

extension TimedTests {
    /// Encryption, certificates and passwords, right and wrong.
    struct LoginTests {
        @Test func verifiedServerAndClientCertificate() async throws {
            let (lab, certificates, node) = try withCertificates()
            defer { lab.end() }
            let parameters = Self.parameters(certificates)
            for _ in 0..<2 {
                let watch = Watch(node, Self.text(parameters), slowInterval: .zero)
                for _ in 0..<2 {
                    let reading = try await watch.reading()
                    #expect(reading.postmasterCheck == .answers && reading.timelineProof == TimelineProof(timeline: 1))
                }
                #expect(
                    try node.sql(
                        "SELECT ssl, client_dn FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) "
                            + "WHERE application_name = 'replmon'") == "t|/CN=replmon_replication")
                await watch.probe.close()
                try waitUntil("the session to end") {
                    try node.sql("SELECT FROM pg_stat_activity WHERE application_name = 'replmon'").isEmpty
                }
            }
        }

        @Test func whatIsWrongWithACertificateIsSaid() async throws {
            let (lab, certificates, node) = try withCertificates()
            defer { lab.end() }
            let right = Self.parameters(certificates)
            try certificates.issue("expired", commonName: "replmon_replication", days: -1)
            unsafe chmod(certificates.path("expired.key"), 0o600)
            try TestFile.write("", to: certificates.path("empty"))
            try FileManager.default.copyItem(
                atPath: certificates.path("client.key"), toPath: certificates.path("open.key"))
            unsafe chmod(certificates.path("open.key"), 0o644)
            let cases: [(wrong: [String: String], reason: String, text: String)] = [
                (["sslrootcert": certificates.path("other-ca.crt")], "tls", "certificate verify failed"),
                (["sslrootcert": certificates.path("none.crt")], "tls", "root certificate file"),
                (["host": "127.0.0.1"], "tls", #"does not match host name "127.0.0.1""#),
                (["sslcert": certificates.path("none.crt")], "authentication", "requires a valid client certificate"),
                (
                    ["sslcert": certificates.path("expired.crt"), "sslkey": certificates.path("expired.key")], "tls",
                    "certificate expired"
                ),
                (["sslkey": certificates.path("none.key")], "tls", "private key file"),
                (["sslkey": certificates.path("open.key")], "tls", "has group or world access"),
                (["user": "replmon"], "authentication", "certificate authentication failed for user"),
                (["sslmode": "disable", "sslrootcert": ""], "authentication", "no encryption"),
            ]
            for (wrong, reason, text) in cases {
                let failure = await Watch(node, Self.text(right.merging(wrong) { $1 })).failure()
                #expect(failure?.reason == reason, "\(wrong): \(String(describing: failure))")
                #expect(failure?.description.contains(text) == true, "\(String(describing: failure))")
            }
        }

        @Test func passwordFiles() async throws {
            let (lab, node) = try withPasswords()
            defer { lab.end() }
            let path = "\(lab.directory)/passfile"
            let parameters = "user=replmon_replication dbname=postgres passfile=\(path)"
            let right = "127.0.0.1:\(node.port):postgres:replmon_replication:sesame\n"
            let cases: [(file: String?, mode: mode_t, text: String)] = [
                (nil, 0, "the password file \(path) cannot be read: No such file or directory"),
                ("*:*:*:*:hunter2\n", 0o600, "password retrieved from file \"\(path)\""),
                (right, 0o644, "the password file \(path) is open to its group or to others, so libpq ignores it"),
                ("elsewhere:*:*:*:sesame\n", 0o600, "has no line for this server, database and user"),
            ]
            for (file, mode, text) in cases {
                if let file { try TestFile.write(file, to: path, mode: mode) }
                let failure = await Watch(node, parameters).failure()
                #expect(failure?.reason == "authentication")
                #expect(failure?.description.contains(text) == true, "\(String(describing: failure))")
                #expect(failure?.description.contains("hunter2") == false)
            }
            try TestFile.write(right, to: path)
            for _ in 0..<2 {
                let watch = Watch(node, parameters, slowInterval: .zero)
                #expect(try await watch.reading().timelineProof == TimelineProof(timeline: 1))
            }
        }

        @Test func aRotatedPasswordShowsAtTheNextConnection() async throws {
            let (lab, node) = try withPasswords()
            defer { lab.end() }
            let watch = Watch(node, "user=replmon_replication dbname=postgres password=sesame", slowInterval: .zero)
            #expect(try await watch.reading().timelineProof != nil)
            try node.sql("ALTER ROLE replmon_replication PASSWORD 'other'")
            for _ in 0..<3 { #expect(try await watch.reading().timelineProof != nil) }
            try node.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'replmon'")
            try waitUntil("the loss to be reported") { watch.lostAt != nil }
            #expect(
                await watch.failure()
                    == .authentication("password authentication failed for user \"replmon_replication\""))
            try node.sql("ALTER ROLE replmon_replication PASSWORD 'sesame'")
            _ = try await watch.reading()
        }

        // MARK: Parts

        /// A server that takes `replmon_replication` with a client certificate only.
        private func withCertificates() throws -> (Lab, Certificates, PostgresNode) {
            let lab = try Lab()
            let certificates = try Certificates(in: lab)
            try certificates.issue("client", commonName: "replmon_replication")
            let node = try certificates.server(
                rules: ["all", "replication"].flatMap { database in
                    ["replmon", "replmon_replication"].flatMap { role in
                        [
                            "hostssl \(database) \(role) 127.0.0.1/32 cert",
                            "host \(database) \(role) 127.0.0.1/32 reject",
                        ]
                    }
                })
            return (lab, certificates, node)
        }

        private static func parameters(_ certificates: Certificates) -> [String: String] {
            [
                "user": "replmon_replication", "dbname": "postgres", "host": "localhost", "hostaddr": "127.0.0.1",
                "sslmode": "verify-full", "sslrootcert": certificates.path("ca.crt"),
                "sslcert": certificates.path("client.crt"), "sslkey": certificates.path("client.key"),
            ]
        }

        private static func text(_ parameters: [String: String]) -> String {
            Conninfo(parameters: parameters).text
        }

        /// A server that takes `replmon_replication` with the password `sesame` only.
        private func withPasswords() throws -> (Lab, PostgresNode) {
            let lab = try Lab()
            let node = try ReplicationLab.PostgresCluster(in: lab, nodes: [PostgresNodePlan(name: "db-a")]).primary
            try node.sql("ALTER ROLE replmon_replication PASSWORD 'sesame'")
            try TestFile.write(
                """
                host all,replication replmon_replication 127.0.0.1/32 scram-sha-256
                host replication replmon_replication 127.0.0.1/32 scram-sha-256
                host all all 127.0.0.1/32 trust

                """, to: "\(node.directory)/pg_hba.conf", mode: 0o644)
            try node.sql("SELECT pg_reload_conf()")
            try waitUntil("the rules to be in force") {
                try node.sql("SELECT count(*) FROM pg_hba_file_rules") == "3"
            }
            return (lab, node)
        }
    }
}
