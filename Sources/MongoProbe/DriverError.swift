internal import ReplicationCore

/// An error as libmongoc reports it (`bson_error_t`, error API version 2).
/// <https://mongoc.org/libmongoc/1.23.1/errors.html>
struct DriverError: Error, Hashable {
    /// `mongoc_error_domain_t`.
    var domain: UInt32
    /// The server's own error code in the server domain, the driver's elsewhere.
    var code: UInt32
    var message: String

    /// The situation of a command when it failed.
    struct Context {
        var phase: ProbeFailure.Phase
        /// Whether it used all of its time: the driver has one text for "closed" and "timed out".
        var ranOutOfTime: Bool
        var usesTLS: Bool
        var hasCredentials: Bool
    }

    private static let client: UInt32 = 1
    private static let stream: UInt32 = 2
    private static let protocolError: UInt32 = 3
    private static let sasl: UInt32 = 7
    private static let scram: UInt32 = 14
    private static let serverSelection: UInt32 = 15
    private static let server: UInt32 = 17
    /// `MONGOC_ERROR_CLIENT_AUTHENTICATE`.
    private static let clientAuthenticate: UInt32 = 11

    /// `ShutdownInProgress`, `InterruptedAtShutdown`, `InterruptedDueToReplStateChange`: a server on its way down
    /// (or, the last, between states) answers `hello` with these.
    static let shutdownCodes = ["91", "11600", "11602"]

    /// Whether a server that stays up refused the command.
    var isRefusal: Bool { domain == Self.server && !Self.shutdownCodes.contains(String(code)) }

    /// The failure in replmon's terms.
    func failure(_ context: Context) -> ProbeFailure {
        switch (domain, code) {
        case (0, 0), (Self.protocolError, _): .malformed(field: "reply")
        case (Self.server, _): serverFailure(context)
        // A login during a server's shutdown has the code of a refusal; only the server's text shows the difference.
        case (Self.client, Self.clientAuthenticate) where message.contains("quiesce mode"):
            .server(code: "91", message: message)
        case (Self.sasl, _), (Self.scram, _), (Self.client, Self.clientAuthenticate): .authentication(message)
        case (Self.serverSelection, _): connectFailure(context)
        case (Self.stream, _): context.ranOutOfTime ? .timeout(phase: context.phase) : .closed(message)
        default: .closed(message)
        }
    }

    /// <https://github.com/mongodb/mongo/blob/v6.0/src/mongo/base/error_codes.yml>
    private func serverFailure(_ context: Context) -> ProbeFailure {
        switch code {
        case 18: .authentication(message)
        // The server's text repeats the whole command; the missing role is known.
        case 13 where context.hasCredentials: .privilege("clusterMonitor, granted on the admin database")
        case 13: .authentication(message)
        case 50: .timeout(phase: .query)
        default: .server(code: String(code), message: message)
        }
    }

    /// Server selection has one code for every reason; the driver puts the reason in brackets.
    private func connectFailure(_ context: Context) -> ProbeFailure {
        let reason = bracketed
        // The host's name follows, which could contain any of these texts.
        let cause = reason.split(separator: " calling ").first ?? ""
        let texts: [(String, ProbeFailure)] = [
            ("Failed to resolve", .resolve(reason)),
            ("TLS handshake failed", .tls(reason)),
            ("certificate", .tls(reason)),
            ("timeout", .timeout(phase: context.phase)),
            ("Failed to connect", context.ranOutOfTime ? .timeout(phase: context.phase) : .connect(reason)),
            ("Invalid reply", .malformed(field: "reply")),
            ("wire version", .malformed(field: "maxWireVersion")),
        ]
        if let (_, failure) = texts.first(where: { cause.contains($0.0) }) { return failure }
        if reason.isEmpty { return .malformed(field: "reply") }
        let refused = ["refused", "unreachable", "Failed to connect"].contains { cause.contains($0) }
        // A server without TLS and a broken certificate file look like a lost connection.
        return context.usesTLS && !refused
            ? .tls(
                reason + "; check that the server speaks TLS and that replmon's certificate files are valid"
            )
            : .connect(reason)
    }

    private var bracketed: String {
        guard let open = message.firstIndex(of: "["), let close = message.lastIndex(of: "]"), open < close else {
            return ""
        }
        return String(message[message.index(after: open)..<close])
    }
}
