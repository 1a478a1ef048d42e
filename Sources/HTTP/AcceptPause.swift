import NIOCore

/// Pauses accepting when accept(2) fails, which it does at once and repeatedly while descriptors are short (`EMFILE`).
/// NIO's own `AcceptBackoffHandler` delays the next read but leaves the listening socket armed when nothing at all was
/// accepted, and the loop then spins (seen with swift-nio 2.101.2: 0.75 s of CPU per second).
final class AcceptPause: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private static let pause = TimeAmount.milliseconds(250)

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let channel = context.channel
        try? channel.syncOptions?.setOption(.autoRead, value: false)
        context.eventLoop.scheduleTask(in: Self.pause) {
            channel.setOption(.autoRead, value: true)
        }
    }
}
