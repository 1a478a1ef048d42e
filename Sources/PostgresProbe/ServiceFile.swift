import FoundationEssentials
import Glibc

/// The connection service file: parameters under a name.
///
/// replmon reads it, because libpq would look up the host in it by itself, without a deadline.
/// <https://www.postgresql.org/docs/current/libpq-pgservice.html>
enum ServiceFile {
    /// The possible paths of the file, in the order of precedence; the last is that of Debian's libpq.
    static var paths: [String] {
        let own = variable("PGSERVICEFILE") ?? variable("HOME").map { "\($0)/.pg_service.conf" }
        return [own, "\(variable("PGSYSCONFDIR") ?? "/etc/postgresql-common")/pg_service.conf"].compactMap(\.self)
    }

    /// The parameters of a service, from the first file that defines it.
    static func parameters(
        of service: String, paths: [String] = paths
    ) throws(ConninfoSyntaxError) -> [String: String] {
        for path in paths {
            guard let bytes = FileManager.default.contents(atPath: path) else { continue }
            let text = String(decoding: bytes, as: UTF8.self)
            if let found = try parameters(of: service, in: text, path: path) { return try judged(found, service) }
        }
        throw ConninfoSyntaxError("service \"\(service)\" is not defined in \(paths.joined(separator: " or "))")
    }

    /// The lines after `[service]`, as libpq reads them; `nil` when there is no such line. No line is quoted: it may
    /// hold a password.
    static func parameters(
        of service: String, in text: String, path: String
    ) throws(ConninfoSyntaxError) -> [String: String]? {
        var found: [String: String]?
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = line.description.trimmingNewlines()
            if line.isEmpty || line.hasPrefix("#") { continue }
            if line.hasPrefix("[") {
                if found != nil { break }
                if line.hasPrefix("[\(service)]") { found = [:] }
                continue
            }
            guard found != nil else { continue }
            let pair = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2, pair[0] != "service", !line.hasPrefix("ldap") else {
                throw ConninfoSyntaxError("\(path):\(index + 1): not a keyword=value line (LDAP is not supported)")
            }
            found?.merge([pair[0]: pair[1]]) { first, _ in first }
        }
        return found
    }

    /// The parameters, when libpq knows all their names.
    private static func judged(
        _ found: [String: String], _ service: String
    ) throws(ConninfoSyntaxError) -> [String: String] {
        do {
            return try PostgresConnection.parameters(of: Conninfo(parameters: found).text)
        } catch {
            throw ConninfoSyntaxError("service \"\(service)\": \(error)")
        }
    }

    private static func variable(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}
