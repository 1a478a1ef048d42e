/// A PostgreSQL connection string, as libpq reads it: `key=value` pairs or a URI
/// (<https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING>).
///
/// It may hold a password, so it has no description of its own.
package struct Conninfo: Hashable, Sendable {
    /// The parameters that the string sets, by libpq's keyword.
    var parameters: [String: String]

    init(parameters: [String: String]) {
        self.parameters = parameters
    }

    /// Reads a connection string; the parameters of a service that it names are filled in, and the name is removed.
    init(parsing text: String) throws(ConninfoSyntaxError) {
        parameters = try PostgresConnection.parameters(of: text)
        guard let service = parameters.removeValue(forKey: "service") else { return }
        var added = try ServiceFile.parameters(of: service)
        if parameters["host"] != nil { added["hostaddr"] = nil }
        parameters.merge(added) { own, _ in own }
    }

    /// The parameters as a string for libpq, every value quoted.
    var text: String {
        parameters.sorted { $0.key < $1.key }.map { "\($0.key)='\(Self.escaped($0.value))'" }.joined(separator: " ")
    }

    private static func escaped(_ value: String) -> String {
        String(value.flatMap { $0 == "'" || $0 == "\\" ? ["\\", $0] : [$0] })
    }

    /// One connection string from the parameters that all nodes of a cluster share and those that one node adds or
    /// overrides.
    ///
    /// A shared `hostaddr` is not used for a node that names its `host`.
    /// - Throws: the first of the two strings that libpq cannot read, without any part of a password.
    package static func merged(shared: String, node: String) throws(ConninfoSyntaxError) -> String {
        var merged = try Conninfo(parsing: shared)
        let own = try Conninfo(parsing: node)
        if own.parameters["host"] != nil { merged.parameters["hostaddr"] = nil }
        merged.parameters.merge(own.parameters) { $1 }
        return merged.text
    }

    /// Throws when libpq cannot read the string, or replmon does not accept it.
    package static func check(_ text: String) throws(ConninfoSyntaxError) {
        _ = try Conninfo(parsing: text)
    }
}
