import Glibc

/// Descriptors that another process opened.
enum InheritedSocket {
    /// Refuses a descriptor that is not a listening stream socket, before an event loop uses it.
    static func check(_ descriptor: CInt) throws(HTTPServerError) {
        guard option(SO_ACCEPTCONN, of: descriptor) == 1,
            option(SO_TYPE, of: descriptor) == CInt(SOCK_STREAM.rawValue)
        else { throw .notListening(descriptor: descriptor) }
    }

    private static func option(_ name: CInt, of descriptor: CInt) -> CInt? {
        var value: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        return unsafe getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
    }
}
