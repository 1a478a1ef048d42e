/// How to reach the members of one replica set: seeds, TLS and credentials, from the operator's `mongodb://` URI.
/// <https://www.mongodb.com/docs/manual/reference/connection-string/>
///
/// The URI is parsed by libmongoc. Of its options, TLS and authentication apply to every connection; members are
/// expected to report this name of the set. Options for an application's reads and writes are accepted and have no
/// effect: replmon connects to each member directly and sets its own timeouts.
package struct MongoConnectionOptions: Sendable {
    /// The URI's members, as `host:port`.
    package let seeds: [String]
    /// The set's name by the URI (`replicaSet=`), if it gives one.
    package let replicaSet: String?
    /// The user who logs in to data-bearing members; `nil` to ask without credentials.
    package let username: String?
    /// Whether connections are encrypted.
    package let usesTLS: Bool
    let password: Secret?
    let authSource: String?
    let authMechanism: String?
    /// The URI's `tls…` and `ssl…` options, still percent-encoded; may hold a key file's password.
    let transport: Secret

    /// Reads a URI. A user and password given here replace those in the URI.
    ///
    /// - Throws: the problem, without the password.
    package init(uri: String, username: String? = nil, password: String? = nil) throws(MongoURIError) {
        let parsed = try MongoConnection.parse(uri: uri)
        let query = try Self.query(of: uri)
        try Self.checkNames(in: query)
        guard !parsed.isServiceRecord, !parsed.hosts.isEmpty else {
            throw MongoURIError("mongodb+srv:// is not supported: list the members in a mongodb:// URI")
        }
        if let host = parsed.hosts.first(where: { !Self.isHost($0) }) {
            throw MongoURIError("\"\(host)\" is not host:port; unix sockets are not supported")
        }
        seeds = parsed.hosts
        replicaSet = parsed.replicaSet
        usesTLS = parsed.usesTLS
        authSource = parsed.authSource
        authMechanism = try Self.supported(mechanism: parsed.authMechanism)
        self.username = username ?? parsed.username
        self.password = (password ?? (username == nil ? parsed.password : nil)).map { Secret($0) }
        transport = Secret(query.filter { Self.isTransport($0) }.joined(separator: "&"))
        if self.username != nil, authMechanism != Self.certificateMechanism, (self.password?.exposed ?? "").isEmpty {
            throw MongoURIError("a username needs a password")
        }
    }

    static let certificateMechanism = "MONGODB-X509"

    /// Whether there are credentials.
    var hasCredentials: Bool {
        username != nil || authMechanism == Self.certificateMechanism
    }

    /// Whether a text is a member's address and nothing else: names come from servers too, and become part of a URI.
    static func isHost(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 262
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: ".-_:[]".utf8.contains(byte)
                }
            }
    }

    /// The options of a URI, as `name=value`. A question mark before the last `@` may be part of a password.
    private static func query(of uri: String) throws(MongoURIError) -> [Substring] {
        let hosts = uri.lastIndex(of: "@").map { uri[$0...] } ?? uri[...]
        guard let mark = hosts.firstIndex(of: "?") else {
            guard !uri.contains("?") else { throw MongoURIError("percent-encode each ? and @ that is not a separator") }
            return []
        }
        return hosts[mark...].dropFirst().split { $0 == "&" || $0 == ";" }
    }

    private static func isTransport(_ option: Substring) -> Bool {
        let name = option.lowercased()
        return name.hasPrefix("tls") || name.hasPrefix("ssl")
    }

    /// libmongoc only logs an option that it does not know. A mistyped `tls` would mean plain text, so it is refused.
    private static func checkNames(in query: [Substring]) throws(MongoURIError) {
        for option in query {
            let name = option.prefix { $0 != "=" }
            guard MongoConnection.knowsOption(name.lowercased()) else {
                throw MongoURIError("unknown option \"\(name)\" in the URI")
            }
        }
    }

    private static func supported(mechanism: String?) throws(MongoURIError) -> String? {
        let mechanisms = ["SCRAM-SHA-256", "SCRAM-SHA-1", certificateMechanism, "PLAIN"]
        guard let mechanism else { return nil }
        guard mechanisms.contains(mechanism) else {
            throw MongoURIError(
                "authMechanism \(mechanism) is not supported: use one of \(mechanisms.joined(separator: ", "))")
        }
        return mechanism
    }
}
