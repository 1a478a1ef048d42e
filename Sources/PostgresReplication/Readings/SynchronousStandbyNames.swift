internal import ReplicationCore

/// The setting `synchronous_standby_names`, parsed as the server parses it.
/// <https://www.postgresql.org/docs/current/runtime-config-replication.html#GUC-SYNCHRONOUS-STANDBY-NAMES>
struct SynchronousStandbyNames: Sendable, Hashable {
    /// Whether commits wait for the first so many of the list, or for any so many.
    var method: Method
    /// For how many standbys each commit waits.
    var needed: Int
    /// In the order of the setting.
    var names: [Name]

    enum Method: Sendable, Hashable {
        case first, any
    }

    /// One entry of the list.
    enum Name: Sendable, Hashable {
        /// `*`, quoted or not: every standby.
        case all
        case named(String)

        /// As the server compares: letters of ASCII in either case.
        func matches(_ applicationName: String) -> Bool {
            switch self {
            case .all: true
            case .named(let name): name.utf8.elementsEqual(applicationName.utf8) { $0.lowered == $1.lowered }
            }
        }
    }

    /// Whether a standby of this name may confirm commits.
    func list(_ applicationName: String) -> Bool {
        names.contains { $0.matches(applicationName) }
    }

    /// Whether it is listed by its own name, not by `*` alone.
    func listByName(_ applicationName: String) -> Bool {
        names.contains { $0 != .all && $0.matches(applicationName) }
    }
}

extension SynchronousStandbyNames {
    /// Reads a setting that is not empty (an empty one asks for nothing); `nil` for what the server would refuse.
    init?(_ text: String) {
        guard let tokens = Self.tokens(of: text) else { return nil }
        var rest = tokens[...]
        method = rest.first == .any ? .any : .first
        let hasMethod = rest.first == .any || rest.first == .first
        if hasMethod { rest = rest.dropFirst() }
        guard case .number(let digits)? = rest.first, rest.dropFirst().first == .open else {
            // A plain list is `FIRST 1 (…)`; a number in it is a name.
            guard !hasMethod, let names = Self.names(in: rest) else { return nil }
            (needed, self.names) = (1, names)
            return
        }
        guard let count = Int32(digits), count > 0, rest.last == .close,
            let names = Self.names(in: rest.dropFirst(2).dropLast())
        else { return nil }
        (needed, self.names) = (Int(count), names)
    }

    /// Names and commas in turn, at least one name.
    private static func names(in tokens: ArraySlice<Token>) -> [Name]? {
        var names: [Name] = []
        for (index, token) in tokens.enumerated() {
            switch token {
            case .comma where !index.isMultiple(of: 2): continue
            case .name(let name) where index.isMultiple(of: 2): names.append(name == "*" ? .all : .named(name))
            case .number(let digits) where index.isMultiple(of: 2): names.append(.named(digits))
            default: return nil
            }
        }
        return tokens.count.isMultiple(of: 2) ? nil : names
    }

    private enum Token: Equatable {
        case any, first, comma, open, close
        case name(String)
        case number(String)
    }

    /// The server's `syncrep_scanner.l`: `nil` where it finds junk.
    private static func tokens(of text: String) -> [Token]? {
        var rest = Array(text.utf8)[...]
        var tokens: [Token] = []
        while let byte = rest.first {
            switch byte {
            case UInt8(ascii: ","): tokens.append(.comma)
            case UInt8(ascii: "("): tokens.append(.open)
            case UInt8(ascii: ")"): tokens.append(.close)
            case UInt8(ascii: "*"): tokens.append(.name("*"))
            case UInt8(ascii: "\""):
                guard let name = quotedName(&rest) else { return nil }
                tokens.append(.name(name))
                continue
            case _ where byte.isSpace: break
            case _ where byte.isDigit:
                tokens.append(.number(word(&rest, while: \.isDigit)))
                continue
            case _ where byte.isNameStart:
                tokens.append(keyword(word(&rest, while: \.isNamePart)))
                continue
            default: return nil
            }
            rest = rest.dropFirst()
        }
        return tokens
    }

    private static func word(_ rest: inout ArraySlice<UInt8>, while belongs: (UInt8) -> Bool) -> String {
        let word = rest.prefix(while: belongs)
        rest = rest[word.endIndex...]
        return String(decoding: word, as: UTF8.self)
    }

    private static func keyword(_ word: String) -> Token {
        switch word.lowercased() {
        case "any": .any
        case "first": .first
        default: .name(word)
        }
    }

    /// From the opening quote to the closing one; two quotes inside stand for one.
    private static func quotedName(_ rest: inout ArraySlice<UInt8>) -> String? {
        let quote = UInt8(ascii: "\"")
        var name: [UInt8] = []
        while rest.first == quote {
            rest = rest.dropFirst()
            guard let end = rest.firstIndex(of: quote) else { return nil }
            name += rest[..<end]
            rest = rest[end...].dropFirst()
            guard rest.first == quote else { break }
            name.append(quote)
        }
        return String(decoding: name, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var isSpace: Bool { self == UInt8(ascii: " ") || (9...13).contains(self) }
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    fileprivate var isNameStart: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lowered) || self == UInt8(ascii: "_") || self >= 0x80
    }
    fileprivate var isNamePart: Bool { isNameStart || isDigit || self == UInt8(ascii: "$") }
    fileprivate var lowered: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self + 32 : self
    }
}
