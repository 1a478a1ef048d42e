import ReplicationCore

/// The parts of libpq's text about a failure.
///
/// While connecting libpq gives only text: one paragraph per address and attempt, in its own locale (always C here)
/// and, after the SQLSTATE of a verbose report, in the server's language. So the SQLSTATE decides where there is one,
/// and the text only for failures that libpq itself detected.
struct ServerMessage: Hashable, Sendable {
    /// The last attempt, on one line, without hints and source locations.
    let text: String
    /// The SQLSTATE of that attempt and the server's message after it.
    let report: Report?

    /// The error report of a server that refused the connection.
    struct Report: Hashable, Sendable {
        var sqlState: String
        var message: String
    }

    init(_ raw: String) {
        let lines = raw.split(separator: "\n").filter { !$0.hasPrefix("\t") && !$0.hasPrefix("LOCATION:") }
        let start = lines.lastIndex { $0.hasPrefix("connection to server") } ?? lines.startIndex
        text = lines[start...].joined(separator: " ").trimmingNewlines()
        report = Self.report(in: text)
    }

    /// `SEVERITY:  28P01: message`: the severity is translated, so the form identifies the report.
    private static func report(in text: String) -> Report? {
        for separator in text.ranges(of: ":  ").reversed() {
            let rest = text[separator.upperBound...]
            let code = rest.prefix(5)
            let isCode = code.utf8.count == 5 && code.allSatisfy { $0.isASCII && ($0.isNumber || $0.isUppercase) }
            if isCode, rest.dropFirst(5).hasPrefix(": ") {
                return Report(sqlState: String(code), message: String(rest.dropFirst(7)))
            }
        }
        return nil
    }

    /// Why connecting failed.
    var connectFailure: ProbeFailure {
        if let report { return ProbeFailure(sqlState: report.sqlState, message: report.message) }
        // The part before it contains the host's name, which may be any text.
        let reason = text.firstRange(of: " failed: ").map { text[$0.upperBound...] } ?? text[...]
        return Self.libpqMessages.first { message, _ in reason.contains(message) }?.1(text) ?? .connect(text)
    }

    /// libpq's own messages (fe-connect.c, fe-auth.c, fe-protocol3.c, fe-secure-openssl.c); the first that occurs
    /// decides.
    private static let libpqMessages: [(String, @Sendable (String) -> ProbeFailure)] = [
        ("could not translate host name", ProbeFailure.resolve),
        ("received invalid response to", notPostgres),
        ("expected authentication request", notPostgres),
        ("invalid response to", notPostgres),
        ("message contents do not agree", notPostgres),
        ("lost synchronization", notPostgres),
        ("SSL", ProbeFailure.tls),
        ("certificate", ProbeFailure.tls),
        ("private key", ProbeFailure.tls),
        ("password", ProbeFailure.authentication),
        ("authentication", ProbeFailure.authentication),
        ("SCRAM", ProbeFailure.authentication),
        ("channel binding", ProbeFailure.authentication),
        ("GSSAPI", ProbeFailure.authentication),
    ]

    private static func notPostgres(_ text: String) -> ProbeFailure {
        .malformed(field: "start-up reply, is this a PostgreSQL server? \(text)")
    }
}

extension String {
    /// Without white space at either end.
    func trimmingNewlines() -> String {
        let tail = drop(while: \.isWhitespace)
        return String(tail.prefix(tail.reversed().drop(while: \.isWhitespace).count))
    }
}
