import Glibc

/// The file of a unix socket that this process made.
struct SocketFile: Sendable {
    let path: String
    private let device: dev_t
    private let inode: ino_t

    /// Bytes of a path that fit in `sockaddr_un` beside the terminating NUL (unix(7)).
    static let pathLimit = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

    /// Makes a bound socket that does not listen yet, with exactly `mode`: nobody can connect before the mode is set.
    /// The file of a process that has ended is replaced; that of a running one is not.
    static func bind(path: String, mode: UInt32) throws(HTTPServerError) -> (descriptor: CInt, file: SocketFile) {
        guard path.utf8.count <= pathLimit else { throw .pathTooLong(path: path, limit: pathLimit) }
        try removeStale(path)
        let descriptor = try makeSocket(path)
        do throws(HTTPServerError) {
            try check(path, "bind", unsafe withAddress(of: path) { unsafe Glibc.bind(descriptor, $0, $1) })
            try check(path, "chmod", unsafe chmod(path, mode_t(mode & 0o777)))
            return (descriptor, try SocketFile(path: path))
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Removes the file, unless another process has put its own in its place.
    func remove() {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_dev == device, status.st_ino == inode else { return }
        unsafe unlink(path)
    }

    private init(path: String) throws(HTTPServerError) {
        var status = stat()
        try Self.check(path, "stat", unsafe lstat(path, &status))
        self.path = path
        device = status.st_dev
        inode = status.st_ino
    }

    private static func removeStale(_ path: String) throws(HTTPServerError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notSocket(path: path) }
        let probe = try makeSocket(path)
        defer { close(probe) }
        let answer = unsafe withAddress(of: path) { unsafe connect(probe, $0, $1) }
        // Only a refusal proves that nobody listens; a full backlog (EAGAIN) means a running server too.
        guard answer != 0, errno == ECONNREFUSED else {
            throw errno == EACCES && answer != 0 ? .permissionDenied(path) : .socketInUse(path: path)
        }
        try check(path, "unlink", unsafe unlink(path))
    }

    private static func makeSocket(_ path: String) throws(HTTPServerError) -> CInt {
        let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        try check(path, "socket", descriptor)
        return descriptor
    }

    private static func check(_ path: String, _ call: String, _ result: CInt) throws(HTTPServerError) {
        guard result < 0 else { return }
        switch errno {
        case EACCES, EPERM: throw .permissionDenied(path)
        case EADDRINUSE: throw .socketInUse(path: path)
        case let code: throw .system(address: path, call: call, reason: SystemError.text(code))
        }
    }

    private static func withAddress(of path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8.prefix(pathLimit)) }
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
