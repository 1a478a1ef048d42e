package import PostgresReplication

extension Conninfo {
    /// The hosts and ports that a connection string connects to, names as well as addresses, to recognise the server in
    /// another server's `primary_conninfo`. Empty for a string that libpq cannot read, and for unix sockets.
    package static func addresses(of text: String) -> [PostgresNodeDeclaration.Address] {
        guard let parameters = try? Conninfo(parsing: text).parameters else { return [] }
        let ports = items(parameters["port"]).map { Int32($0) ?? 5432 }
        return [parameters["host"], parameters["hostaddr"]].flatMap { list in
            items(list).enumerated().compactMap { index, host in
                guard !host.isEmpty, !host.hasPrefix("/"), !host.hasPrefix("@") else { return nil }
                let port = ports.count == 1 ? ports.first : index < ports.count ? ports[index] : nil
                return PostgresNodeDeclaration.Address(host: host, port: port ?? 5432)
            }
        }
    }

    private static func items(_ list: String?) -> [String] {
        list?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
    }
}
