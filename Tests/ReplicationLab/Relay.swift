import CLab
import Dispatch
import Glibc
import Synchronization

/// A TCP relay in front of a server: the network between two nodes, which tests cut and restore.
///
/// Each call has taken effect when it returns. A relay whose server is down accepts and resets.
package final class Relay: Sendable {
    /// The address to connect to instead of the server's.
    package let host: LoopbackAddress
    /// The port to connect to instead of the server's.
    package let port: Int

    /// `nil` when the server's own reservation keeps the port.
    private let reservation: Port?
    private let state: Mutex<RelayState>
    /// Wakes the relay's thread when another one has changed the state.
    private let bell: Int32

    /// Starts to forward from its own port to `target`, both of 127.0.0.1.
    package convenience init(to target: Int, in lab: Lab) throws {
        let reservation = try Port()
        try self.init(to: target, host: .home, port: reservation.number, reservation: reservation, in: lab)
    }

    /// Starts to forward from the same port of another address of this machine to `target` of 127.0.0.1.
    convenience init(to target: Int, at host: LoopbackAddress, in lab: Lab) throws {
        try self.init(to: target, host: host, port: target, reservation: nil, in: lab)
    }

    private init(to target: Int, host: LoopbackAddress, port: Int, reservation: Port?, in lab: Lab) throws {
        (self.host, self.port, self.reservation) = (host, port, reservation)
        bell = try LabError.check(eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)), "cannot make an event")
        state = Mutex(RelayState(host: host, port: port, target: target))
        try restore()
        DispatchQueue(label: "relay \(port)").async { [self] in run() }
        lab.atEnd { [self] in change { $0.end() } }
    }

    deinit {
        close(bell)
    }

    /// Closes every connection and refuses new ones.
    package func cut() {
        change { $0.cut() }
    }

    /// Keeps connections open but forwards nothing; new ones are accepted and get no answer.
    package func blackhole() throws {
        try change { try $0.blackhole() }
    }

    /// Forwards (again), also the bytes that waited in a black hole.
    package func restore() throws {
        try change { try $0.forward() }
    }

    /// Forwards at most this many bytes a second, of all connections together; `nil` is no limit.
    package func limit(bytesPerSecond: Int?) {
        change { $0.limit(bytesPerSecond: bytesPerSecond) }
    }

    private func change(_ body: (inout RelayState) throws -> Void) rethrows {
        defer { eventfd_write(bell, 1) }
        try state.withLock { try body(&$0) }
    }

    private func run() {
        while var watched = state.withLock({ $0.watched() }) {
            watched.polls.append(pollfd(fd: bell, events: Int16(POLLIN), revents: 0))
            let ready = unsafe poll(&watched.polls, nfds_t(watched.polls.count), -1)
            var rings: eventfd_t = 0
            unsafe eventfd_read(bell, &rings)
            let rest = ready > 0 ? state.withLock { $0.serve(watched) } : .zero
            if rest > .zero { pause(rest) }
        }
    }
}
