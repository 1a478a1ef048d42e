import Glibc
import ReplicationLab

/// A certificate authority of a lab, the `openssl` program's work.
struct Certificates {
    private let lab: Lab
    private let folder: String

    init(in lab: Lab) throws {
        self.lab = lab
        folder = lab.directory
        for authority in ["ca", "other-ca"] {
            try openssl(
                ["req", "-x509"] + Self.newKey + ["-days", "2", "-subj", "/CN=\(authority)"]
                    + ["-keyout", path("\(authority).key"), "-out", path("\(authority).crt")])
        }
    }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

    /// Where a file of it is: `NAME.crt`, `NAME.key`.
    func path(_ file: String) -> String { "\(folder)/\(file)" }

    /// Makes NAME.key and NAME.crt for a host or role of this name.
    func issue(_ name: String, commonName: String, days: Int = 2) throws {
        try openssl(
            ["req"] + Self.newKey + ["-subj", "/CN=\(commonName)", "-addext", "subjectAltName=DNS:\(commonName)"]
                + ["-keyout", path("\(name).key"), "-out", path("\(name).csr")])
        try openssl(
            ["x509", "-req", "-in", path("\(name).csr"), "-CA", path("ca.crt"), "-CAkey", path("ca.key")]
                + ["-CAcreateserial", "-days", "\(days)", "-copy_extensions", "copy", "-out", path("\(name).crt")])
    }

    /// A running server named localhost: TLS for whoever wants it, `rules` in front of a `pg_hba.conf` that trusts.
    func server(rules: [String] = []) throws -> PostgresNode {
        try issue("server", commonName: "localhost")
        let node = try PostgresCluster(in: lab, nodes: [PostgresNodePlan(name: "db-a")]).node("db-a")
        for file in ["ca.crt", "server.crt", "server.key"] {
            let copy = "\(node.directory)/\(file)"
            try run(["cp", path(file), copy])
            try run(["chown", "--reference=\(node.directory)/PG_VERSION", copy])
        }
        let trust = ["host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"]
        try TestFile.write((rules + trust).joined(separator: "\n") + "\n", to: "\(node.directory)/pg_hba.conf")
        try run(["chown", "--reference=\(node.directory)/PG_VERSION", "\(node.directory)/pg_hba.conf"])
        let names = ["ssl_cert_file": "server.crt", "ssl_key_file": "server.key", "ssl_ca_file": "ca.crt"]
        try node.configure(["ssl": "on"].merging(names) { $1 })
        try waitUntil("TLS to be on") {
            try node.sql("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()") == "t"
        }
        return node
    }

    private func openssl(_ words: [String]) throws {
        try run(["openssl"] + words)
    }

    private func run(_ words: [String]) throws {
        let (output, status) = try LabProgram.run(words, in: lab)
        if status != 0 { throw Unexpected("\(words): \(output)") }
    }
}
