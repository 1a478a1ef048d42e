import FoundationEssentials

/// A lab's own certificate authority and its certificates.
package struct MongoCertificates: Sendable {
    /// The monitor's name in its certificate, which is its x.509 user in `$external`.
    package static let monitorSubject = "CN=replmon,OU=monitors,O=lab"

    /// The authority's certificate, a PEM file for `tlsCAFile`.
    package let authority: String
    /// The monitor's certificate and key, a PEM file for `tlsCertificateKeyFile`.
    package let monitor: String

    private let directory: String

    /// Makes the authority and the monitor's certificate in `directory`, which it creates.
    init(directory: String) throws {
        self.directory = directory
        authority = "\(directory)/ca.pem"
        monitor = "\(directory)/monitor.pem"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try FileText.write("", toFile: "\(directory)/index.txt")
        try FileText.write(Self.configuration, toFile: "\(directory)/ca.conf")
        try openssl(
            ["req", "-x509", "-days", "30", "-subj", "/O=lab/CN=authority", "-out", "ca.pem"] + Self.key("ca.key"))
        try issue(to: "/O=lab/OU=monitors/CN=replmon", names: [], expiresIn: Self.month, file: "monitor.pem")
    }

    /// The PEM file with a member's certificate and key.
    package func file(of member: String) -> String { "\(directory)/\(member).pem" }

    /// Signs a new certificate for a member and replaces its old one; a running server uses it after a restart or the
    /// command `rotateCertificates` (from 5.0).
    ///
    /// `names` are the names that clients may use for the server; by default its host name and 127.0.0.1.
    package func issue(
        member: String, names: [String]? = nil, expiresIn: Duration = .seconds(30 * 86_400)
    ) throws {
        try issue(
            to: "/O=lab/OU=members/CN=\(member)",
            names: names ?? ["DNS:\(MongoPairs.host(of: member))", "DNS:localhost", "IP:127.0.0.1"],
            expiresIn: expiresIn, file: "\(member).pem")
    }

    private static let month = Duration.seconds(30 * 86_400)

    private static func key(_ file: String) -> [String] {
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", file]
    }

    private static let configuration = """
        [req]
        distinguished_name = subject
        x509_extensions = authority
        [subject]
        [authority]
        basicConstraints = critical, CA:TRUE
        subjectKeyIdentifier = hash
        keyUsage = critical, keyCertSign, cRLSign
        [ca]
        default_ca = lab
        [lab]
        database = index.txt
        new_certs_dir = .
        certificate = ca.pem
        private_key = ca.key
        default_md = sha256
        rand_serial = yes
        unique_subject = no
        copy_extensions = copy
        policy = names
        [names]
        organizationName = supplied
        organizationalUnitName = supplied
        commonName = supplied

        """

    /// `openssl ca` and not `openssl req`: only the former accepts an end to the second.
    private func issue(to subject: String, names: [String], expiresIn: Duration, file: String) throws {
        let alternatives = names.isEmpty ? [] : ["-addext", "subjectAltName=" + names.joined(separator: ",")]
        let request = ["req", "-new", "-subj", subject, "-out", "\(file).request"]
        try openssl(request + Self.key("\(file).key") + alternatives)
        try openssl([
            "ca", "-batch", "-notext", "-enddate", Self.date(in: expiresIn), "-in", "\(file).request", "-out",
            "\(file).certificate",
        ])
        let parts = try ["certificate", "key"].map { try FileText.read(fromFile: "\(directory)/\(file).\($0)") }
        try FileText.write(parts.joined(separator: "\n") + "\n", toFile: "\(directory)/\(file)", mode: 0o600)
    }

    private func openssl(_ words: [String]) throws {
        try Command.run(
            ["openssl"] + words.prefix(1) + ["-config", "ca.conf"] + words.dropFirst(), in: directory)
    }

    /// In GeneralizedTime, for `-enddate`.
    private static func date(in duration: Duration) -> String {
        let instant = Date(timeIntervalSinceNow: Double(duration.components.seconds))
        let text = instant.formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
        return text.filter { $0 != ("T" as Character) }
    }
}
