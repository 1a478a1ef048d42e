import Glibc

/// The address of a listening socket, the argument of `connect(2)`.
struct SocketAddress {
    private var storage = sockaddr_storage()
    private var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

    /// `AF_INET`, `AF_INET6` or `AF_UNIX`.
    var family: Int32 { Int32(storage.ss_family) }

    /// The other end of a connected socket; `nil` when it is not connected.
    init?(peerOf descriptor: Int32) {
        let result = unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            guard let base = unsafe bytes.assumingMemoryBound(to: sockaddr.self).baseAddress else { return Int32(-1) }
            return unsafe getpeername(descriptor, base, &length)
        }
        guard result == 0 else { return nil }
    }

    /// A unix socket by its path; `nil` when the path is too long for one.
    init?(unixPath path: String) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let (bytes, size) = (Array(path.utf8), MemoryLayout.size(ofValue: address.sun_path))
        guard bytes.count < size else { return nil }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        unsafe withUnsafeBytes(of: address) { source in
            unsafe withUnsafeMutableBytes(of: &storage) { unsafe $0.copyMemory(from: source) }
        }
        length = socklen_t(MemoryLayout<sockaddr_un>.size)
    }

    /// `connect(2)`: zero, or -1 with `errno`.
    func connect(_ descriptor: Int32) -> Int32 {
        unsafe withUnsafeBytes(of: storage) { bytes in
            guard let base = unsafe bytes.assumingMemoryBound(to: sockaddr.self).baseAddress else { return -1 }
            return unsafe Glibc.connect(descriptor, base, length)
        }
    }
}
