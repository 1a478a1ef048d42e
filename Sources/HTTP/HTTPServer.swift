import NIOCore
import NIOPosix
import Synchronization

/// An HTTP/1.1 server on one event loop and one thread, with any number of listeners. It knows connections, limits and
/// bytes; the handler knows the paths.
package final class HTTPServer: Sendable {
    private struct Bound {
        let channel: any Channel
        let listener: Listener
        let file: SocketFile?
    }

    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let state = ServerState()
    private let bound = Mutex<[Int: Bound]>([:])
    private let listeners = Atomic(0)

    /// A server without listeners; its thread runs until `shutdown(within:)` or until the server is released.
    package init() {}

    deinit {
        if state.stopLoop() {
            group.shutdownGracefully { _ in }
        }
    }

    /// Starts a listener; several may run side by side, each with its own limits and handler.
    ///
    /// Throws when the address cannot be listened on; a unix socket file of a process that has ended is replaced.
    package func listen(
        on address: ListenAddress, limits: Limits = .default, handler: @escaping HTTPHandler
    ) async throws(HTTPServerError) -> BoundAddress {
        let listener = Listener(limits: limits, handler: handler, server: state)
        let (channel, file) = try await bind(address, to: listener)
        let number = listeners.add(1, ordering: .relaxed).newValue
        bound.withLock { $0[number] = Bound(channel: channel, listener: listener, file: file) }
        return Self.boundAddress(address, channel: channel, number: number)
    }

    /// Stops one listener: no new connections, idle ones are closed, a response under way is finished.
    package func close(_ address: BoundAddress) async {
        guard let bound = bound.withLock({ $0.removeValue(forKey: address.listener) }) else { return }
        _ = await stopAccepting(bound)
    }

    /// Stops all listeners, waits up to `limit` for responses under way, then closes the remaining connections and ends
    /// the server's thread. Socket files that the server made are removed.
    package func shutdown(within limit: Duration) async {
        guard state.isRunning else { return }
        var open: [any Channel] = []
        for bound in bound.withLock({ bound in
            defer { bound = [:] }
            return Array(bound.values)
        }) {
            open += await stopAccepting(bound)
        }
        await end(open, within: limit)
        if state.stopLoop() {
            try? await group.shutdownGracefully()
        }
    }

    /// The counters, as they are now.
    package func statistics() -> HTTPServerStatistics {
        state.current
    }

    private func end(_ connections: [any Channel], within limit: Duration) async {
        let loop = group.next()
        let cut = loop.scheduleTask(in: TimeAmount(limit)) {
            connections.forEach { $0.close(promise: nil) }
        }
        try? await EventLoopFuture.andAllComplete(connections.map(\.closeFuture), on: loop).get()
        cut.cancel()
    }

    private func stopAccepting(_ bound: Bound) async -> [any Channel] {
        try? await bound.channel.close()
        bound.file?.remove()
        return bound.listener.drain()
    }

    private func bind(
        _ address: ListenAddress, to listener: Listener
    ) async throws(HTTPServerError) -> (any Channel, SocketFile?) {
        guard state.isRunning else { throw .stopped }
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(AcceptPause()) }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { listener.accept($0) }
        do {
            switch address {
            case .tcp(let host, let port):
                return (try await bootstrap.bind(host: host, port: port).get(), nil)
            case .unix(let path, let mode):
                let (descriptor, file) = try SocketFile.bind(path: path, mode: mode)
                return (try await bootstrap.withBoundSocket(descriptor).get(), file)
            case .inherited(let descriptor):
                try InheritedSocket.check(descriptor)
                return (try await bootstrap.withBoundSocket(descriptor).get(), nil)
            }
        } catch {
            throw HTTPServerError(error, address: address)
        }
    }

    private static func boundAddress(_ address: ListenAddress, channel: any Channel, number: Int) -> BoundAddress {
        guard let local = channel.localAddress, let host = local.ipAddress, let port = local.port else {
            let path = channel.localAddress?.pathname ?? address.description
            return BoundAddress(description: path, port: nil, listener: number)
        }
        return BoundAddress(description: AddressText.tcp(host: host, port: port), port: port, listener: number)
    }
}

extension HTTPServerError {
    fileprivate init(_ error: any Error, address: ListenAddress) {
        switch (error, address) {
        case (let error as HTTPServerError, _):
            self = error
        case (let error as SocketAddressError.UnknownHost, _):
            self = .unresolvable(host: error.host)
        case (let error as IOError, _):
            self.init(errno: error.errnoCode, address: address.description)
        default:
            self = .system(address: address.description, call: "listen", reason: String(describing: error))
        }
    }
}
