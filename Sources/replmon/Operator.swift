import Glibc

/// Who types: recorded with what they change.
enum Operator {
    /// The user who called sudo, or whose process this is.
    static var name: String {
        if let user = Terminal.environment("SUDO_USER") { return user }
        let user = getuid()
        return unsafe getpwuid(user).map { unsafe String(cString: $0.pointee.pw_name) } ?? "uid \(user)"
    }
}
