import Glibc

/// TCP sockets of 127.0.0.1 (or another loopback address), as descriptors that do not block and are not inherited.
enum Loopback {
    static func socket() throws -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        return try LabError.check(Glibc.socket(AF_INET, type, 0), "cannot make a socket")
    }

    static func allowReuse(of socket: Int32) throws {
        var on: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        try LabError.check(
            unsafe setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, size), "cannot allow reuse of an address")
    }

    static func bind(_ socket: Int32, to port: Int, of host: LoopbackAddress = .home) throws {
        let result = unsafe withAddress(port, of: host) { unsafe Glibc.bind(socket, $0, $1) }
        try LabError.check(result, "cannot bind port \(port) of \(host)")
    }

    static func listen(on port: Int, of host: LoopbackAddress = .home) throws -> Int32 {
        let listener = try socket()
        do {
            try allowReuse(of: listener)
            try bind(listener, to: port, of: host)
            try LabError.check(Glibc.listen(listener, 128), "cannot listen on port \(port) of \(host)")
        } catch {
            close(listener)
            throw error
        }
        return listener
    }

    /// Starts to connect; a refusal shows in the first use of the socket.
    static func connect(to port: Int) throws -> Int32 {
        let client = try socket()
        let result = unsafe withAddress(port) { unsafe Glibc.connect(client, $0, $1) }
        if result == 0 || errno == EINPROGRESS { return client }
        close(client)
        throw LabError("cannot connect to port \(port): \(LabError.systemMessage(errno))")
    }

    /// Whether a process accepts connections at a port.
    static func answers(at port: Int) throws -> Bool {
        let client = try connect(to: port)
        defer { close(client) }
        var state = pollfd(fd: client, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&state, 1, 1_000) == 1 && state.revents & Int16(POLLERR | POLLHUP) == 0
    }

    static func port(of socket: Int32) throws -> Int {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(socket, $0, &size)
            }
        }
        try LabError.check(result, "cannot read the port of a socket")
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func withAddress(
        _ port: Int, of host: LoopbackAddress = .home, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = host.network
        return unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
