/// A TCP address to listen on, written `host:port`.
package struct ListenSpec: Hashable, Sendable, CustomStringConvertible {
    /// A host name or an address; an IPv6 address has no brackets here.
    package var host: String
    /// A TCP port, 1 to 65535.
    package var port: Int

    /// The address of this host and port.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// As in the configuration: `127.0.0.1:8642`, `[::1]:8642`.
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    init(parsing text: String) throws(Refusal) {
        guard let colon = text.lastIndex(of: ":") else {
            throw Refusal("`\(text)` has no port; write host:port, such as 127.0.0.1:8642")
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw Refusal("`\(text)`: write an IPv6 address in brackets, such as [::1]:8642")
        }
        guard !host.isEmpty else {
            throw Refusal("`\(text)` has no host; for all addresses of this machine write 0.0.0.0 or [::]")
        }
        // In an IPv6 address, `%` introduces the zone.
        let punctuation = host.contains(":") ? ".-_:%" : ".-_"
        guard host.utf8.allSatisfy({ Self.isLetterOrDigit($0) || punctuation.utf8.contains($0) }) else {
            throw Refusal("`\(host)` is neither a host name nor an address")
        }
        let digits = text[text.index(after: colon)...]
        guard let port = Int(digits), (1...65535).contains(port), digits.utf8.allSatisfy(Self.isDigit) else {
            throw Refusal("port `\(digits)` is not a number from 1 to 65535")
        }
        self.init(host: String(host), port: port)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x61...0x7A).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
