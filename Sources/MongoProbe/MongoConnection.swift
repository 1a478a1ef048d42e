internal import CMongoC
internal import Glibc
internal import ReplicationCore
internal import Synchronization

/// One libmongoc client, connected to one member: the only code that calls the C driver.
///
/// A client serves one thread at a time and blocks; its owner uses it on one serial queue. It connects directly, never
/// rescans and never retries: a default client hangs for ever when a name stops resolving (CDRIVER-4666) and answers
/// from memory for five seconds after a failure. So it is dropped after any error.
/// <https://mongoc.org/libmongoc/1.23.1/mongoc_client_t.html>
@safe final class MongoConnection {
    private let client: OpaquePointer

    /// Makes a client; it connects with the first command.
    ///
    /// - Parameters:
    ///   - login: Whether to log in with the options' credentials.
    ///   - timeout: For connecting and for selecting the server.
    ///   - replyTimeout: For each reply, not less than a millisecond: the driver takes 0 for its default of minutes.
    init(
        host: String, options: MongoConnectionOptions, login: Bool, timeout: Duration, replyTimeout: Duration
    ) throws(ProbeFailure) {
        guard MongoConnectionOptions.isHost(host) else { throw .malformed(field: "host") }
        let text = Self.uri(host: host, options: options, timeout: timeout, replyTimeout: replyTimeout)
        var error = bson_error_t()
        guard let uri = unsafe mongoc_uri_new_with_error(text, &error) else {
            throw .local(Self.message(of: &error))
        }
        defer { unsafe mongoc_uri_destroy(uri) }
        if let problem = unsafe Self.unreadableFile(of: uri) { throw .local(problem) }
        if login { unsafe Self.setCredentials(of: options, on: uri) }
        guard let client = unsafe mongoc_client_new_from_uri_with_error(uri, &error) else {
            throw .local(Self.message(of: &error))
        }
        unsafe mongoc_client_set_error_api(client, MONGOC_ERROR_API_VERSION_2)
        unsafe replmon_guard_replies(client)
        unsafe self.client = unsafe client
    }

    deinit {
        // Forgets the implicit session first: its `endSessions` would be one more command, and a refused one on an
        // arbiter; the server expires the session by itself.
        unsafe mongoc_client_reset(client)
        unsafe mongoc_client_destroy(client)
    }

    /// Runs a command on a database and returns the reply's bytes.
    func run(_ command: [UInt8], on database: String = "admin") throws(DriverError) -> [UInt8] {
        var error = bson_error_t()
        var reply: UnsafeMutablePointer<UInt8>?
        var length: UInt32 = 0
        let succeeded = unsafe replmon_run_command(
            client, database, command, command.count, &reply, &length, &error)
        defer { unsafe bson_free(reply) }
        guard succeeded, let reply = unsafe reply else {
            throw DriverError(
                domain: error.domain, code: error.code, message: Self.message(of: &error))
        }
        return unsafe Array(UnsafeBufferPointer(start: reply, count: Int(length)))
    }

    private static func uri(
        host: String, options: MongoConnectionOptions, timeout: Duration, replyTimeout: Duration
    ) -> String {
        let limit = max(1, timeout.wholeMilliseconds)
        // A name may have several addresses, which are tried one after the other: an address without an answer must
        // leave time for the next one.
        let connect = isAddress(host) ? limit : max(1, limit / 10 * 6)
        var settings = [
            "directConnection=true", "retryReads=false", "appname=replmon", "heartbeatFrequencyMS=\(Int32.max)",
            "connectTimeoutMS=\(connect)", "serverSelectionTimeoutMS=\(limit)",
            "socketTimeoutMS=\(max(1, replyTimeout.wholeMilliseconds))",
            // Half an hour: an idle connection is not pinged before use (a second round trip in each poll).
            "socketCheckIntervalMS=1800000",
        ]
        if !options.transport.exposed.isEmpty { settings.append(options.transport.exposed) }
        return "mongodb://\(host)/?" + settings.joined(separator: "&")
    }

    /// Whether a host needs no lookup: `[::1]:27017`, `10.0.0.1:27017`.
    private static func isAddress(_ host: String) -> Bool {
        host.hasPrefix("[") || host.prefix { $0 != ":" }.allSatisfy { $0.isNumber || $0 == "." }
    }

    private static func setCredentials(of options: MongoConnectionOptions, on uri: OpaquePointer) {
        if let username = options.username { unsafe mongoc_uri_set_username(uri, username) }
        if let password = options.password { unsafe mongoc_uri_set_password(uri, password.exposed) }
        if let source = options.authSource { unsafe mongoc_uri_set_auth_source(uri, source) }
        if let mechanism = options.authMechanism { unsafe mongoc_uri_set_auth_mechanism(uri, mechanism) }
    }

    /// A file of the URI's that cannot be read. The driver would only log it, and end the connection.
    private static func unreadableFile(of uri: OpaquePointer) -> String? {
        for option in ["tlsCAFile", "tlsCertificateKeyFile"] {
            guard let path = unsafe string(mongoc_uri_get_option_as_utf8(uri, option, nil)) else { continue }
            if unsafe access(path, R_OK) != 0 {
                return unsafe "cannot read \(option) \(path): \(String(cString: strerror(errno)))"
            }
        }
        return nil
    }

    private static func message(of error: inout bson_error_t) -> String {
        unsafe String(cString: replmon_error_message(&error))
    }
}

// MARK: - URIs

extension MongoConnection {
    /// The content of a URI, as Swift values.
    struct ParsedURI {
        var hosts: [String] = []
        var isServiceRecord = false
        var replicaSet: String?
        var usesTLS = false
        var username: String?
        var password: String?
        var authSource: String?
        var authMechanism: String?
    }

    static func parse(uri text: String) throws(MongoURIError) -> ParsedURI {
        startDriver(log: nil)
        var error = bson_error_t()
        guard let uri = unsafe mongoc_uri_new_with_error(text, &error) else {
            throw MongoURIError(withoutUserInfo(message(of: &error), of: text))
        }
        defer { unsafe mongoc_uri_destroy(uri) }
        var parsed = ParsedURI()
        var host = unsafe mongoc_uri_get_hosts(uri)
        while let current = unsafe host {
            parsed.hosts.append(unsafe String(cString: replmon_host_and_port(current)))
            unsafe host = unsafe UnsafePointer(current.pointee.next)
        }
        parsed.isServiceRecord = unsafe mongoc_uri_get_srv_hostname(uri) != nil
        parsed.replicaSet = unsafe string(mongoc_uri_get_replica_set(uri))
        parsed.usesTLS = unsafe mongoc_uri_get_tls(uri)
        parsed.username = unsafe string(mongoc_uri_get_username(uri))
        parsed.password = unsafe string(mongoc_uri_get_password(uri))
        parsed.authSource = unsafe string(mongoc_uri_get_auth_source(uri))
        parsed.authMechanism = unsafe string(mongoc_uri_get_auth_mechanism(uri))
        return parsed
    }

    /// Whether libmongoc knows a URI option of this name (in lower case).
    static func knowsOption(_ name: String) -> Bool {
        unsafe mongoc_uri_option_is_bool(name) || mongoc_uri_option_is_int32(name)
            || mongoc_uri_option_is_int64(name) || mongoc_uri_option_is_utf8(name) || optionsOfOtherTypes.contains(name)
    }

    private static let optionsOfOtherTypes: Set<String> = [
        "appname", "authmechanism", "authsource", "compressors", "readconcernlevel", "readpreference",
        "readpreferencetags", "replicaset", "w",
    ]

    private static func string(_ pointer: UnsafePointer<CChar>?) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe String(cString: pointer)
    }

    /// The driver's message, or a general one when it quotes from the part of the URI that holds the password.
    private static func withoutUserInfo(_ message: String, of uri: String) -> String {
        guard let at = uri.lastIndex(of: "@") else { return message }
        let password = uri[..<at].drop { $0 != ":" }.dropFirst().drop { $0 != ":" }.dropFirst()
        guard !password.isEmpty, message.contains(password) else { return message }
        return "the URI's user or password is not valid: percent-encode them, or give them outside of the URI"
    }
}

// MARK: - The driver

extension MongoConnection {
    private static let logSink = Mutex<(@Sendable (String) -> Void)?>(nil)

    private static let initialised: Void = {
        unsafe setenv("MONGOC_DISABLE_SHM", "1", 0)
        unsafe mongoc_log_set_handler(
            { level, domain, message, _ in
                let forwarded = [MONGOC_LOG_LEVEL_ERROR, MONGOC_LOG_LEVEL_CRITICAL, MONGOC_LOG_LEVEL_WARNING]
                guard forwarded.contains(level), let sink = MongoConnection.logSink.withLock({ $0 }) else { return }
                let origin = unsafe MongoConnection.string(domain) ?? "driver"
                sink(origin + ": " + (unsafe MongoConnection.string(message) ?? ""))
            }, nil)
        mongoc_init()
    }()

    static func startDriver(log: (@Sendable (String) -> Void)?) {
        if let log { logSink.withLock { $0 = log } }
        _ = initialised
    }
}
