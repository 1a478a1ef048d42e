import FoundationEssentials

/// The files that a monitor needs to log in to a cluster that does not trust it, and those that its servers need.
///
/// The files are in the lab's folder: a passfile, or certificates of the lab's own authority.
package struct PostgresCredentials: Sendable {
    /// The password that every monitor's role begins with, when they have one.
    package let password: String?
    /// A libpq passfile with that password (`passfile`).
    package var passfile: String { "\(folder)/passfile" }
    /// The authority's certificate (`sslrootcert`).
    package var rootCertificate: String { "\(folder)/root.crt" }
    /// The certificate of the role `replmon` (`sslcert`).
    package var clientCertificate: String { "\(folder)/client.crt" }
    /// One that was valid until yesterday.
    package var expiredCertificate: String { "\(folder)/expired.crt" }
    /// The private key of both (`sslkey`).
    package var clientKey: String { "\(folder)/client.key" }

    private let folder: String

    init?(_ authentication: PostgresAuthentication, for installation: PostgresInstallation, in lab: Lab) throws {
        folder = "\(lab.directory)/credentials-\(UInt32.random(in: 0 ... .max))"
        switch authentication {
        case .trust: return nil
        case .scram: password = "a password: with \\ in it"
        case .certificate:
            password = nil
            if !PostgresInstallation.supportsTLS(installation.version) {
                throw LabError("this build of PostgreSQL \(installation.version) has no TLS")
            }
        }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if let password { try writePassfile(password) } else { try makeCertificates() }
    }

    /// Writes another password to the passfile, as a rotation does.
    package func writePassfile(_ password: String) throws {
        let escaped = password.replacing("\\", with: "\\\\").replacing(":", with: "\\:")
        try FileText.write("*:*:*:*:\(escaped)\n", toFile: passfile, mode: 0o600)
    }

    /// Its conninfo parameters, after a space.
    var conninfo: String {
        if password != nil { return " passfile=\(passfile)" }
        return " sslmode=verify-full sslrootcert=\(rootCertificate) sslcert=\(clientCertificate) sslkey=\(clientKey)"
    }

    /// Its settings of the servers.
    var settings: [String: String] {
        password == nil ? ["ssl": "on", "ssl_ca_file": "root.crt"] : [:]
    }

    /// Writes `pg_hba.conf` and the server's key and certificate into a data directory.
    func install(into directory: String, of installation: PostgresInstallation) throws {
        let rule =
            password == nil
            ? "hostssl all,replication all 127.0.0.1/32 cert" : "host all,replication all 127.0.0.1/32 scram-sha-256"
        try FileText.write(
            "host all,replication postgres,standby 127.0.0.1/32 trust\n\(rule)\n", toFile: "\(directory)/pg_hba.conf")
        guard password == nil else { return }
        for file in ["server.key", "server.crt", "root.crt"] {
            try installation.copyPrivately("\(folder)/\(file)", to: "\(directory)/\(file)")
        }
    }

    private func makeCertificates() throws {
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        let authority = ["-CA", "root.crt", "-CAkey", "root.key"]
        let leaf = ["-addext", "basicConstraints=CA:FALSE"]
        let names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
        try openssl(["req", "-x509", "-keyout", "root.key", "-out", "root.crt", "-subj", "/CN=lab"] + key)
        let server = ["-keyout", "server.key", "-out", "server.crt", "-subj", "/CN=localhost"]
        try openssl(["req", "-x509"] + server + key + authority + leaf + names)
        let client = ["-keyout", "client.key", "-out", "client.crt", "-subj", "/CN=replmon"]
        try openssl(["req", "-x509"] + client + key + authority + leaf)
        try openssl(["req", "-new", "-key", "client.key", "-out", "expired.csr", "-subj", "/CN=replmon"])
        let past = ["-in", "expired.csr", "-out", "expired.crt", "-days", "-1"]
        try openssl(["x509", "-req"] + past + authority)
    }

    private func openssl(_ words: [String]) throws {
        try Command.run(["openssl"] + words, in: folder)
    }
}
