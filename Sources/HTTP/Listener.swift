import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import Synchronization

/// One listener: its limits, its handler and its open connections.
final class Listener: Sendable {
    let limits: Limits
    let handler: HTTPHandler
    let server: ServerState
    private let connections = Mutex<[ObjectIdentifier: any Channel]>([:])
    private let peers = Mutex<[String: Int]>([:])

    init(limits: Limits, handler: @escaping HTTPHandler, server: ServerState) {
        self.limits = limits
        self.handler = handler
        self.server = server
    }

    /// Builds the pipeline of an accepted connection, or closes it at once when there are too many refused connections
    /// too.
    func accept(_ channel: any Channel) -> EventLoopFuture<Void> {
        let peer = channel.remoteAddress?.ipAddress
        let refusal = admit(channel, peer: peer)
        channel.closeFuture.whenComplete { _ in self.release(channel, peer: peer) }
        guard connections.withLock({ $0.count }) <= 2 * limits.connections else { return channel.close() }
        return channel.eventLoop.makeCompletedFuture {
            let connection = HTTPConnection(listener: self, refusal: refusal)
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(ByteGate(connection))
            try pipeline.addHandler(HTTPResponseEncoder())
            try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: limits.decoder)))
            try pipeline.addHandler(connection)
            try pipeline.addHandler(HTTPResponseCompressor())
        }
    }

    /// Closes idle connections and lets busy ones finish their response. Returns the connections that are still open.
    func drain() -> [any Channel] {
        let open = connections.withLock { Array($0.values) }
        for channel in open {
            channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
        return open
    }

    private func admit(_ channel: any Channel, peer: String?) -> Refusal? {
        let open = connections.withLock { connections in
            connections[ObjectIdentifier(channel)] = channel
            return connections.count
        }
        let fromPeer = peers.withLock { peers in
            guard let peer else { return 0 }
            peers[peer, default: 0] += 1
            return peers[peer, default: 0]
        }
        let refusal: Refusal? =
            if open > limits.connections {
                .tooManyConnections
            } else if fromPeer > limits.connectionsPerPeer {
                .tooManyFromPeer
            } else {
                nil
            }
        server.count { statistics in
            statistics.accepted += 1
            statistics.open += 1
            statistics.refused += refusal == nil ? 0 : 1
        }
        return refusal
    }

    private func release(_ channel: any Channel, peer: String?) {
        connections.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(channel)) }
        peers.withLock { peers in
            guard let peer, let count = peers[peer] else { return }
            peers[peer] = count > 1 ? count - 1 : nil
        }
        server.count { $0.open -= 1 }
    }
}

extension Limits {
    var decoder: NIOHTTPDecoderLimitConfiguration {
        var configuration = NIOHTTPDecoderLimitConfiguration()
        configuration.maxHeaderFieldSize = headerFieldBytes
        configuration.maxHeaderListSize = headerListBytes
        configuration.maxHeaderFieldCount = headerFields
        return configuration
    }
}
