import CSystemd
import Glibc

/// Socket activation: the sockets passed in `$LISTEN_FDS`, `$LISTEN_PID` and `$LISTEN_FDNAMES`
/// (sd_listen_fds_with_names(3)).
package enum InheritedSockets {
    /// Takes the listening stream sockets of the families unix, IPv4 and IPv6; any other descriptor that was passed is
    /// closed, since nothing would serve it. Empty when the variables are absent, wrong or meant for another process.
    ///
    /// The variables are removed, so a second call is empty: call it before other threads start, as it changes the
    /// environment.
    package static func take() -> [InheritedSocket] {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = unsafe sd_listen_fds_with_names(1, &names)
        defer { unsafe free(names) }
        guard count > 0, let names = unsafe names else { return [] }
        return (0..<count).compactMap { index in
            let descriptor = SD_LISTEN_FDS_START + index
            let name = unsafe names[Int(index)]
            defer { unsafe free(name) }
            guard isListeningStream(descriptor) else {
                close(descriptor)
                return nil
            }
            return InheritedSocket(
                descriptor: descriptor, name: unsafe name.map { unsafe String(cString: $0) } ?? "unknown")
        }
    }

    private static func isListeningStream(_ descriptor: Int32) -> Bool {
        [AF_UNIX, AF_INET, AF_INET6].contains { family in
            sd_is_socket(descriptor, family, Int32(SOCK_STREAM.rawValue), 1) > 0
        }
    }
}
