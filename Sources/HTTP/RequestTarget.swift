/// The target of a request line, decoded (RFC 9112, section 3.2).
struct RequestTarget {
    var path: String
    var query: [(name: String, value: String)]

    /// `nil` for a target that is malformed: bytes outside printable ASCII, a fragment, a bad percent escape, an
    /// escaped NUL, text that is not UTF-8, or a form that the method does not have.
    init?(_ target: String, method: String) {
        guard target.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) else { return nil }
        if target == "*" {
            guard method == "OPTIONS" else { return nil }
            (path, query) = ("*", [])
            return
        }
        guard let origin = Self.originForm(target[...]) else { return nil }
        let parts = origin.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let path = Self.decode(first, plusIsSpace: false) else { return nil }
        self.path = path.isEmpty ? "/" : path
        query = []
        for field in parts.dropFirst().joined().split(separator: "&") {
            let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(pair.first ?? "", plusIsSpace: true),
                let value = Self.decode(pair.dropFirst().first ?? "", plusIsSpace: true)
            else { return nil }
            query.append((name, value))
        }
    }

    /// The target from its path on: the absolute form (`http://host/path`) loses its scheme and authority.
    private static func originForm(_ target: Substring) -> Substring? {
        if target.first == "/" { return target }
        for scheme in ["http://", "https://"] where target.lowercased().hasPrefix(scheme) {
            let rest = target.dropFirst(scheme.count)
            return rest.drop { $0 != "/" && $0 != "?" }
        }
        return nil
    }

    private static func decode(_ text: Substring, plusIsSpace: Bool) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hexValue), let low = rest.popFirst().flatMap(hexValue),
                    (high, low) != (0, 0)
                else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace:
                bytes.append(UInt8(ascii: " "))
            default:
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
