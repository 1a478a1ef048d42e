import Glibc
import ReplicationCore

extension Conninfo {
    /// The failure with the reason why the password file gave no password, which libpq does not report.
    /// <https://www.postgresql.org/docs/current/libpq-pgpass.html>
    func explained(_ failure: ProbeFailure) -> ProbeFailure {
        guard case .authentication(let text) = failure, text.contains("no password supplied"),
            parameters["password"] == nil, let path = parameters["passfile"]
        else { return failure }
        return .authentication("\(text); the password file \(path) \(Self.defect(ofPasswordFile: path))")
    }

    private static func defect(ofPasswordFile path: String) -> String {
        var status = stat()
        guard unsafe stat(path, &status) == 0, unsafe access(path, R_OK) == 0 else {
            return "cannot be read: \(unsafe String(cString: strerror(errno)))"
        }
        if status.st_mode & S_IFMT != S_IFREG { return "is not a plain file" }
        let shared = status.st_mode & (S_IRWXG | S_IRWXO)
        if shared != 0 { return "is open to its group or to others, so libpq ignores it" }
        return "has no line for this server, database and user"
    }
}
