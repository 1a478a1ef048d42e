/// The properties that the members of a replica set share: the server program, its options and the network.
struct MongoSite: Sendable {
    let replicaSet: String
    let installation: MongoInstallation
    /// `nil` without authentication.
    let keyFile: String?
    /// `nil` without TLS.
    let certificates: MongoCertificates?
    /// One relay in front of each member.
    let throughRelays: Bool
    /// `nil` unless each pair has its relay.
    let pairs: MongoPairs?
    let oplogMegabytes: Int
    /// For `--setParameter`.
    let parameters: [String: String]

    init(
        set name: String, version: String, security: MongoSecurity, network: MongoNetwork, oplogMegabytes: Int,
        parameters: [String: String], in lab: Lab
    ) throws {
        replicaSet = name
        installation = try MongoInstallation(version: version)
        self.oplogMegabytes = oplogMegabytes
        self.parameters = parameters
        throughRelays = if case .relays = network { true } else { false }
        pairs = if case .pairs = network { MongoPairs(set: name, in: lab) } else { nil }
        certificates =
            if case .tls = security { try MongoCertificates(directory: "\(lab.directory)/\(name).tls") } else { nil }
        if case .none = security {
            keyFile = nil
        } else {
            let key = "\(lab.directory)/\(name).key"
            try FileText.write("YSBrZXkgdGhhdCBpcyBubyBzZWNyZXQ=", toFile: key, mode: 0o400)
            keyFile = key
        }
    }

    /// The command that starts the server of `plan` on `port`.
    func launch(_ plan: MongoMemberPlan, port: Int, directory: String) throws -> Launch {
        var options = ["--port", "\(port)", "--replSet", replicaSet, "--oplogSize", "\(oplogMegabytes)"]
        // Entries fall off an oplog only when they are in a checkpoint; one checkpoint a minute is too few to see a
        // small oplog wrap.
        if oplogMegabytes < 64 { options += ["--syncdelay", "1"] }
        var parameters = parameters
        if let keyFile {
            options += ["--keyFile", keyFile]
            // An arbiter has no users, so it would let everyone on this machine read its status; a real one does not.
            if plan.arbiter { parameters["enableLocalhostAuthBypass"] = "false" }
        }
        if let certificates {
            options += [
                "--tlsMode", "requireTLS", "--tlsCAFile", certificates.authority, "--tlsCertificateKeyFile",
                certificates.file(of: plan.name), "--tlsAllowConnectionsWithoutCertificates",
            ]
        }
        var launch = installation.launch(options: options, parameters: parameters, directory: directory)
        if let pairs { launch.command = pairs.command(launch.command, of: plan.name) }
        return launch
    }
}
