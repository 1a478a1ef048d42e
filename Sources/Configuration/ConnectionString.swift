/// A libpq connection string, parsed far enough to refuse parameters that a configuration file must not hold.
///
/// Both forms are read: `keyword=value` pairs and `postgresql://` URIs. libpq itself judges keywords and values. See
/// https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING.
struct ConnectionString {
    /// The parameters in their order; of a URI only a password and the query.
    var parameters: [(keyword: String, value: String)]
    let isURI: Bool

    init(parsing text: String) throws(Refusal) {
        isURI = text.hasPrefix("postgresql://") || text.hasPrefix("postgres://")
        parameters = isURI ? Self.secretParts(ofURI: text) : try Self.pairs(text)
    }

    /// The pairs written out; a value with blanks, quotes or backslashes is quoted.
    var text: String {
        parameters.map { keyword, value in
            let plain = !value.isEmpty && !value.contains { $0.isWhitespace || $0 == "'" || $0 == "\\" }
            guard !plain else { return "\(keyword)=\(value)" }
            let escaped = value.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
            return "\(keyword)='\(escaped)'"
        }.joined(separator: " ")
    }

    /// Refuses passwords.
    func check() throws(Refusal) {
        for (keyword, _) in parameters {
            switch keyword {
            case "password":
                throw Refusal("holds a password; put it in a password file and name that with passfile=")
            case "sslpassword":
                throw Refusal("holds a passphrase; use a key without one that only replmon can read (sslkey=)")
            default: break
            }
        }
    }

    /// The rules of libpq's `conninfo_parse`. No part of the text is quoted in a message: it may be a part of a
    /// password.
    private static func pairs(_ text: String) throws(Refusal) -> [(keyword: String, value: String)] {
        var pairs: [(keyword: String, value: String)] = []
        var rest = text[...]
        rest.trimStart { $0.isWhitespace }
        while !rest.isEmpty {
            let keyword = rest.take { $0 != "=" && !$0.isWhitespace }
            rest.trimStart { $0.isWhitespace }
            guard !keyword.isEmpty, rest.first == "=" else {
                throw Refusal("is not a list of keyword=value pairs: pair \(pairs.count + 1) has no `=`")
            }
            rest.removeFirst()
            rest.trimStart { $0.isWhitespace }
            pairs.append((String(keyword), try value(&rest, of: keyword)))
            rest.trimStart { $0.isWhitespace }
        }
        return pairs
    }

    private static func value(_ rest: inout Substring, of keyword: Substring) throws(Refusal) -> String {
        let quoted = rest.first == "'"
        if quoted { rest.removeFirst() }
        var value = ""
        while let next = rest.first, quoted ? next != "'" : !next.isWhitespace {
            rest.removeFirst()
            value.append(next == "\\" ? rest.popFirst() ?? "\\" : next)
        }
        if quoted, rest.popFirst() == nil {
            throw Refusal("lacks the closing quote of `\(keyword)`")
        }
        return value
    }

    private static func secretParts(ofURI text: String) -> [(keyword: String, value: String)] {
        let parts = text.split(separator: "?", maxSplits: 1)
        let server = parts.first?.drop { $0 != ":" }.dropFirst() ?? ""
        var parameters: [(keyword: String, value: String)] = []
        if let at = server.lastIndex(of: "@"), server[..<at].contains(":") {
            parameters.append(("password", ""))
        }
        let query = parts.dropFirst().first?.split(separator: "&") ?? []
        return parameters + query.map { ($0.split(separator: "=").first.map(String.init) ?? "", String($0)) }
    }
}

extension Substring {
    /// Drops the characters at the start that match.
    fileprivate mutating func trimStart(while matches: (Character) -> Bool) {
        self = drop(while: matches)
    }

    /// Removes and returns the characters at the start that match.
    fileprivate mutating func take(while matches: (Character) -> Bool) -> Substring {
        let taken = prefix(while: matches)
        self = self[taken.endIndex...]
        return taken
    }
}
