import NIOCore
import NIOHTTP1
import NIOSSL

/// Sends one request when its connection is up and keeps the promise of its response.
final class ClientExchange: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let request: HTTPRequestHead
    private let requestBody: [UInt8]
    private let endpoint: HTTPEndpoint
    private let maximumBodyBytes: Int
    private let promise: EventLoopPromise<HTTPResponse>
    private var response = HTTPResponse(status: 0, headers: [], body: [])

    init(
        _ request: HTTPRequestHead, body: [UInt8], endpoint: HTTPEndpoint, maximumBodyBytes: Int,
        promise: EventLoopPromise<HTTPResponse>
    ) {
        self.request = request
        self.requestBody = body
        self.endpoint = endpoint
        self.maximumBodyBytes = maximumBodyBytes
        self.promise = promise
    }

    func channelActive(context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(request)), promise: nil)
        if !requestBody.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: requestBody)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            response.status = Int(head.status.code)
            response.headers = head.headers.map { ($0.name, $0.value) }
        case .body(let buffer):
            guard response.body.count + buffer.readableBytes <= maximumBodyBytes else {
                return promise.fail(HTTPClientError.tooLarge(endpoint, limit: maximumBodyBytes))
            }
            response.body += buffer.readableBytesView
        case .end:
            promise.succeed(response)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let reason = TLSClient.reason(error, in: context) {
            return promise.fail(HTTPClientError.insecure(endpoint, reason: reason))
        }
        switch error {
        case let error as IOError:
            promise.fail(HTTPClientError.interrupted(endpoint, reason: SystemError.text(error.errnoCode)))
        case HTTPParserError.invalidEOFState, NIOSSLError.uncleanShutdown:
            failEndedEarly()
        case let error as HTTPParserError:
            promise.fail(HTTPClientError.malformed(endpoint, reason: error.debugDescription))
        default:
            promise.fail(HTTPClientError.malformed(endpoint, reason: String(describing: error)))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        failEndedEarly()
    }

    private func failEndedEarly() {
        promise.fail(HTTPClientError.malformed(endpoint, reason: "the connection ended before the answer was complete"))
    }
}
