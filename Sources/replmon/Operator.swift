import Glibc

/// The person at the keyboard: recorded with each change.
enum Operator {
    /// The user who called sudo, or else the user of this process.
    static var name: String {
        if let user = Terminal.environment("SUDO_USER") { return user }
        let user = getuid()
        return unsafe getpwuid(user).map { unsafe String(cString: $0.pointee.pw_name) } ?? "uid \(user)"
    }
}
