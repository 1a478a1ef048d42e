import NIOCore

/// The first handler of a connection: shows each read to `HTTPConnection` before the parser sees it, so that the
/// first byte starts a deadline, a long request line stops early, and nothing is parsed after a refusal.
final class ByteGate: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let connection: HTTPConnection

    init(_ connection: HTTPConnection) {
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if connection.welcomes(unwrapInboundIn(data)) {
            context.fireChannelRead(data)
        }
    }
}
