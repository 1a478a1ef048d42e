import Dispatch
import Glibc

/// A TCP server that answers one connection with fixed bytes and closes, or says nothing at all.
final class SilentServer {
    let port: Int
    let descriptor: CInt
    private let isOwned: Bool

    /// With `reply` `nil` the kernel accepts and nobody ever answers. The descriptor may be handed over to another
    /// owner with `isOwned: false`.
    init(reply: [UInt8]? = nil, isOwned: Bool = true) throws {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        (self.descriptor, self.isOwned) = (descriptor, isOwned)
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, length) | getsockname(descriptor, $0, &length)
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        guard result | listen(descriptor, 8) == 0 else { throw SystemCallError(call: "listen", code: errno) }
        if let reply {
            DispatchQueue(label: "silent server").async { Self.answer(descriptor, reply) }
        }
    }

    deinit {
        shutdown(descriptor, CInt(SHUT_RDWR))
        if isOwned { close(descriptor) }
    }

    private static func answer(_ listening: CInt, _ reply: [UInt8]) {
        let accepted = accept(listening, nil, nil)
        guard accepted >= 0 else { return }
        var request = [UInt8](repeating: 0, count: 4096)
        unsafe recv(accepted, &request, request.count, 0)
        unsafe send(accepted, reply, reply.count, CInt(MSG_NOSIGNAL))
        close(accepted)
    }
}
