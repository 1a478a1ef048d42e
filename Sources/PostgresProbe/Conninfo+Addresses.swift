import Glibc
import Replication

extension Conninfo {
    /// The host names that libpq would look up itself, blocking. None for addresses, unix sockets and hosts that have
    /// a `hostaddr`, nor when the lists do not fit together: that error is libpq's to report.
    var namesToResolve: [String] {
        let targets = Target.list(from: self) ?? []
        return targets.filter { $0.address.isEmpty && Self.isName($0.host) }.map(\.host)
    }

    /// The same parameters with an address beside each host name, so that libpq has nothing to look up; a host of
    /// several addresses is repeated. The names stay: TLS and the password file go by them.
    /// - Throws: `.resolve` when no host at all is left.
    func resolved(_ found: [String: HostLookup.Answer]) throws(ProbeFailure) -> Conninfo {
        guard !namesToResolve.isEmpty, let targets = Target.list(from: self) else { return self }
        let dialled = targets.flatMap { target in
            Self.addresses(of: target, found).map { Target(host: target.host, address: $0, port: target.port) }
        }
        guard !dialled.isEmpty else {
            throw .resolve(found.sorted { $0.key < $1.key }.compactMap(\.value.failure).joined(separator: "; "))
        }
        var result = self
        result.parameters["host"] = dialled.map(\.host).joined(separator: ",")
        result.parameters["hostaddr"] = dialled.map(\.address).joined(separator: ",")
        result.parameters["port"] = dialled.map(\.port).joined(separator: ",")
        return result
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

        /// The entries; `nil` when there is no host or the lists have different lengths.
        static func list(from conninfo: Conninfo) -> [Target]? {
            let hosts = items(conninfo.parameters["host"])
            guard let hosts, let addresses = column(conninfo.parameters["hostaddr"], count: hosts.count),
                let ports = column(conninfo.parameters["port"], count: hosts.count, repeatsOne: true)
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
