/// How a host and a port are written together.
enum AddressText {
    /// `host:port`, an IPv6 address in brackets (RFC 3986, section 3.2.2).
    static func tcp(host: String, port: Int) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
