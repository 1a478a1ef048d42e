import Glibc
import ReplicationCore

extension Conninfo {
    /// The host names that libpq would look up itself, blocking. None for addresses, unix sockets and hosts that have a
    /// `hostaddr`, nor when the lists have different lengths: libpq reports this error.
    var namesToResolve: [String] {
        let targets = Target.list(from: self) ?? []
        return targets.filter { $0.address.isEmpty && Self.isName($0.host) }.map(\.host)
    }

    /// The same parameters once for each address, in order, so that libpq looks up no name. The names stay beside the
    /// addresses: TLS and the password file use them.
    ///
    /// libpq would go on to the next address of a list only when the one before refuses; without an answer it waits up
    /// to its own timeout.
    /// - Throws: `.resolve` when no address is left.
    func targets(_ found: [String: HostLookup.Answer]) throws(ProbeFailure) -> [Conninfo] {
        guard let targets = Target.list(from: self) else { return [self] }
        let candidates = targets.flatMap { target in
            Self.addresses(of: target, found).map { Target(host: target.host, address: $0, port: target.port) }
        }
        guard !candidates.isEmpty else {
            throw .resolve(found.sorted { $0.key < $1.key }.compactMap(\.value.failure).joined(separator: "; "))
        }
        return candidates.map { target in
            var result = self
            result.parameters["host"] = target.host.isEmpty ? nil : target.host
            result.parameters["hostaddr"] = target.address.isEmpty ? nil : target.address
            result.parameters["port"] = target.port.isEmpty ? nil : target.port
            return result
        }
    }

    /// The server that a connection string with one address connects to.
    struct Address: Hashable {
        var host: String?
        var hostaddr: String?
        var port: String?
    }

    /// The one address of a string made by `targets`.
    var address: Address {
        Address(host: parameters["host"], hostaddr: parameters["hostaddr"], port: parameters["port"])
    }

    private static func addresses(of target: Target, _ found: [String: HostLookup.Answer]) -> [String] {
        guard target.address.isEmpty, isName(target.host) else { return [target.address] }
        return found[target.host]?.addresses ?? []
    }

    /// Not empty, not the path of a unix socket (`/…`, or `@…` for an abstract one), not an address.
    private static func isName(_ host: String) -> Bool {
        if host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@") { return false }
        var address = in6_addr()
        let isAddress = unsafe inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1
        return !isAddress
    }

    /// One entry of libpq's parallel lists.
    private struct Target {
        var host: String
        var address: String
        var port: String

        /// The entries; `nil` when there is neither host nor address, or the lists have different lengths.
        static func list(from conninfo: Conninfo) -> [Target]? {
            let (host, address) = (conninfo.parameters["host"], conninfo.parameters["hostaddr"])
            guard let count = (items(host) ?? items(address))?.count, let hosts = column(host, count: count),
                let addresses = column(address, count: count),
                let ports = column(conninfo.parameters["port"], count: count, repeatsOne: true)
            else { return nil }
            return zip(hosts, zip(addresses, ports)).map { Target(host: $0, address: $1.0, port: $1.1) }
        }

        private static func items(_ text: String?) -> [String]? {
            text?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }

        private static func column(_ text: String?, count: Int, repeatsOne: Bool = false) -> [String]? {
            let values = items(text) ?? [String](repeating: "", count: count)
            if repeatsOne, values.count == 1 { return [String](repeating: values.joined(), count: count) }
            return values.count == count ? values : nil
        }
    }
}
