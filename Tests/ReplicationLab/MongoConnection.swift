import CLab

/// A connection to one member directly, not to its set; for one thread at a time.
@safe final class MongoConnection {
    private let client: OpaquePointer

    /// Connects on first use. `uri` has to name an address, not a host name: libmongoc 1.23 can deadlock when a lookup
    /// fails (CDRIVER-4666).
    init(uri: String) throws {
        var error = bson_error_t()
        guard let client = unsafe lab_mongo_open(uri, &error) else { throw Self.failure(error, "connecting to \(uri)") }
        unsafe self.client = client
    }

    deinit {
        unsafe lab_mongo_close(client)
    }

    /// Runs a command given as extended JSON; returns the reply as relaxed extended JSON.
    func run(_ command: String, database: String = "admin") throws -> String {
        var error = bson_error_t()
        guard let text = unsafe lab_mongo_run(client, database, command, &error) else {
            throw Self.failure(error, command)
        }
        defer { unsafe bson_free(text) }
        return unsafe String(cString: text)
    }

    /// Makes a user with one role of the database `admin`, with a password there or, without, for a certificate's
    /// subject; returns when `copies` members have it.
    func createUser(_ name: String, password: String?, role: String, copies: Int) throws {
        let secret = password.map { #""pwd": "\#($0)", "# } ?? ""
        let roles = #"[{"role": "\#(role)", "db": "admin"}]"#
        let concern = #"{"w": \#(copies), "wtimeout": 30000}"#
        let reply = try run(
            #"{"createUser": "\#(name)", \#(secret)"roles": \#(roles), "writeConcern": \#(concern)}"#,
            database: password == nil ? "$external" : "admin")
        if reply.contains("writeConcernError") { throw LabError("not all members know the user \(name): \(reply)") }
    }

    private static func failure(_ error: bson_error_t, _ command: String) -> LabError {
        var error = error
        let message = unsafe withUnsafePointer(to: &error) { unsafe String(cString: lab_mongo_message($0)) }
        return LabError("\(message) (code \(error.code)), running \(command)")
    }
}
