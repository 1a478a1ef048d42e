/// The address of an HTTP service in a configuration: `http://host:port/prefix`.
package struct ServiceURL: Hashable, Sendable, CustomStringConvertible {
    /// Whether it is `https`.
    package var isSecure: Bool
    /// A host name or an address; an IPv6 address has no brackets here.
    package var host: String
    /// A TCP port; 80 or 443 where the text has none.
    package var port: Int
    /// The path before the service's own paths, percent-encoded, `/alertmanager` for example; empty without one.
    package var prefix: String

    /// The address of these parts.
    package init(isSecure: Bool = false, host: String, port: Int, prefix: String = "") {
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.prefix = prefix
    }

    /// The whole address, always with the port, without a slash at its end.
    package var description: String {
        "\(isSecure ? "https" : "http")://\(ListenSpec(host: host, port: port))\(prefix)"
    }

    /// No refusal quotes the text when it may hold a password.
    init(parsing text: String) throws(Refusal) {
        guard let scheme = ["http", "https"].first(where: { text.lowercased().hasPrefix("\($0)://") }) else {
            throw Refusal("does not start with http:// or https://")
        }
        // A password may hold an unescaped slash, so the whole text is searched.
        guard !text.contains("@") else {
            throw Refusal("holds credentials; they do not belong in a URL")
        }
        let rest = text.dropFirst(scheme.count + 3)
        guard rest.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !rest.contains(where: "?#".contains) else {
            throw Refusal("must be http://host:port/path, percent-encoded, without a query or a fragment")
        }
        let authority = String(rest.prefix { $0 != "/" })
        guard !authority.isEmpty else { throw Refusal("lacks a host name; write \(scheme)://host:port") }
        let hasPort = authority.hasSuffix("]") ? false : authority.contains(":")
        let secure = scheme == "https"
        let address = try ListenSpec(parsing: hasPort ? authority : "\(authority):\(secure ? 443 : 80)")
        var path = rest.dropFirst(authority.count)
        while path.hasSuffix("/") { path.removeLast() }
        self.init(isSecure: secure, host: address.host, port: address.port, prefix: String(path))
    }
}
