import Glibc

/// A TCP port of 127.0.0.1 that is reserved as long as this object exists, also while its server is down.
///
/// A bound socket that never listens keeps it. Without `SO_REUSEADDR` at the time of binding, no one else can have it;
/// with it set afterwards, a server that sets it too (all here do) can bind and listen. The kernel also leaves such a
/// port out when it picks one for an outgoing connection, so a client that retries a closed port never connects to
/// itself.
package final class Port: Sendable {
    /// The port.
    package let number: Int
    private let reservation: Int32

    /// Reserves a port that the kernel picks.
    package init() throws {
        let socket = try Loopback.socket()
        do {
            try Loopback.bind(socket, to: 0)
            try Loopback.allowReuse(of: socket)
            number = try Loopback.port(of: socket)
        } catch {
            close(socket)
            throw error
        }
        reservation = socket
    }

    deinit {
        close(reservation)
    }
}
