import Dispatch
import Glibc
import HTTP

/// A TCP or unix connection that sends and reads exactly what a test says. Its calls block, so each runs on a Dispatch
/// thread and never on the pool where handlers run; a read gives up after `patience`.
final class RawConnection: Sendable {
    private static let patience = 10
    private let descriptor: CInt

    init(port: Int?) throws {
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = loopback(port: port ?? 0)
        try open(unsafe withUnsafePointer(to: &address) { unsafe connectTo($0, descriptor) })
    }

    init(path: String) throws {
        descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        try open(unsafe withUnsafePointer(to: &address) { unsafe connectTo($0, descriptor) })
    }

    deinit {
        close(descriptor)
    }

    private func open(_ result: CInt) throws {
        guard result == 0 else { throw SystemCallError(call: "connect", code: errno) }
        var limit = timeval(tv_sec: Self.patience, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    }

    /// Sends all bytes; `false` when the other side has gone.
    @discardableResult
    func send(_ text: String) async -> Bool {
        await send(Array(text.utf8))
    }

    @discardableResult
    func send(_ bytes: [UInt8]) async -> Bool {
        await onThread { [self] in
            var sent = 0
            while sent < bytes.count {
                let count = unsafe bytes[sent...].withUnsafeBytes {
                    unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
                }
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
    }

    /// Shuts down the sending side; reading goes on.
    func endSending() {
        shutdown(descriptor, CInt(SHUT_WR))
    }

    /// Reads until `isComplete` holds or the server closes.
    func read(until isComplete: @escaping @Sendable ([UInt8]) -> Bool = { _ in false }) async throws -> RawReply {
        try await onThread { [self] in
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 64 << 10)
            while !isComplete(bytes) {
                let count = unsafe recv(descriptor, &chunk, chunk.count, 0)
                // A reset is an end too: the server may cut a connection that still has unread bytes.
                if count == 0 || count < 0 && errno == ECONNRESET { return RawReply(bytes: bytes, isClosed: true) }
                guard count > 0 else { throw SystemCallError(call: "recv", code: errno) }
                bytes += chunk.prefix(count)
            }
            return RawReply(bytes: bytes, isClosed: false)
        }
    }

    /// Reads one response whose body has the stated length.
    func readResponse() async throws -> RawReply {
        try await read { RawReply(bytes: $0, isClosed: false).isComplete }
    }

    private func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "raw connection").async { continuation.resume(with: Result(catching: work)) }
        }
    }

    private func onThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "raw connection").async { continuation.resume(returning: work()) }
        }
    }
}

func loopback(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
}

private func connectTo<Address>(_ address: UnsafePointer<Address>, _ descriptor: CInt) -> CInt {
    unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
    }
}
