/// The rules of a configuration for a MongoDB connection string; libmongoc itself checks the options.
///
/// See https://www.mongodb.com/docs/manual/reference/connection-string/.
enum MongoURI {
    private static let scheme = "mongodb://"

    /// Returns the text if it names members by host, and holds no credentials. No refusal quotes the text when it
    /// may hold a password.
    static func checked(_ text: String) throws(Refusal) -> String {
        let form = "write mongodb://host1:27017,host2:27017/?replicaSet=NAME"
        guard !text.hasPrefix("mongodb+srv://") else {
            throw Refusal("mongodb+srv takes the members from DNS, which replmon does not query; \(form)")
        }
        guard text.hasPrefix(scheme) else { throw Refusal("does not start with mongodb://; \(form)") }
        // A password may hold an unescaped slash, so the whole text is searched.
        guard !text.contains("@") else {
            throw Refusal("holds credentials; use the keys `username` and `password_file`")
        }
        guard !text.lowercased().contains("tlscertificatekeyfilepassword=") else {
            throw Refusal("holds a passphrase; use a key without one that only replmon can read")
        }
        let hosts = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
        for host in hosts.split(separator: ",", omittingEmptySubsequences: false) {
            guard !host.isEmpty else { throw Refusal("lacks a host name; \(form)") }
            let hasPort = host.hasSuffix("]") ? false : host.contains(":")
            _ = try ListenSpec(parsing: hasPort ? String(host) : "\(host):27017")
        }
        return text
    }
}
