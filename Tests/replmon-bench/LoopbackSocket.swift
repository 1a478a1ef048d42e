import Glibc

/// TCP sockets of 127.0.0.1.
enum LoopbackSocket {
    /// A connected socket that blocks and sends at once.
    static func connect(to port: Int) throws -> Int32 {
        let socket = try make()
        var on: Int32 = 1
        unsafe setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        guard unsafe withAddress(port, { address, size in unsafe Glibc.connect(socket, address, size) }) == 0 else {
            let reason = errno
            close(socket)
            throw BenchError("cannot connect to port \(port) (errno \(reason))")
        }
        return socket
    }

    /// From now on a read fails with EAGAIN when no byte has come for so long, in whole seconds.
    static func limitReads(of socket: Int32, to limit: Duration) throws {
        var time = timeval(tv_sec: Int(limit.components.seconds), tv_usec: 0)
        try BenchError.check(
            unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size)),
            "cannot limit the reads of a socket")
    }

    /// A port that nobody uses now.
    static func freePort() throws -> Int {
        let socket = try make()
        defer { close(socket) }
        try BenchError.check(
            unsafe withAddress(0) { address, size in unsafe bind(socket, address, size) }, "cannot bind a port")
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getsockname(socket, $0, &size) }
        }
        try BenchError.check(result, "cannot read the port of a socket")
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func make() throws -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        return try BenchError.check(socket(AF_INET, type, 0), "cannot make a socket")
    }

    private static func withAddress(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
