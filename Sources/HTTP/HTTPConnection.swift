import NIOCore
import NIOHTTP1

/// One server connection: collects a request under its deadlines, runs the handler, writes the response, and decides
/// whether the connection stays open. It sits between the parser and the compressor and runs on the event loop only.
///
/// Requests are answered one at a time: bytes that arrive before the response has left (pipelining) end the
/// connection after that response, which RFC 9112, section 9.3.2 leaves to the server.
final class HTTPConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum Phase {
        /// Between two requests.
        case idle
        /// From the accept, or the first byte of a later request, to the end of its header.
        case head
        case body
        case handling
        case writing
        /// The last response is sent; further bytes are dropped until the client closes.
        case closing
    }

    /// Time that a closing connection waits for the client's own close. Closing at once with unread bytes would make
    /// the kernel reset the connection, and the client could lose the response (RFC 9112, section 9.6).
    private static let lingering = TimeAmount.seconds(1)

    private let listener: Listener
    private let refusal: Refusal?
    private var context: ChannelHandlerContext?
    private var phase = Phase.head
    private var lineBytes = 0
    private var isLineComplete = false
    private var requestDeadline = NIODeadline.distantFuture
    private var head: HTTPRequestHead?
    private var target: RequestTarget?
    private var body: [UInt8] = []
    private var keepAlive = true
    private var deadline: Scheduled<Void>?
    private var task: Task<Void, Never>?

    init(listener: Listener, refusal: Refusal?) {
        self.listener = listener
        self.refusal = refusal
    }

    // MARK: Life of the connection

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        startRequest()
        if let refusal {
            refuse(refusal)
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        task?.cancel()
        self.context = nil
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch (event, phase) {
        case (is ChannelShouldQuiesceEvent, .idle), (is ChannelShouldQuiesceEvent, .closing),
            (ChannelEvent.inputClosed, .idle), (ChannelEvent.inputClosed, .head), (ChannelEvent.inputClosed, .body):
            close()
        case (is ChannelShouldQuiesceEvent, .head) where lineBytes == 0:
            close()
        case (is ChannelShouldQuiesceEvent, _), (ChannelEvent.inputClosed, _):
            keepAlive = false
        default:
            break
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch phase {
        case .idle, .head, .body:
            if error is HTTPParserError, error as? HTTPParserError != .invalidEOFState {
                refuse(Refusal(parserError: error))
            } else {
                close()
            }
        case .handling, .writing:
            keepAlive = false
            if error is IOError { close() }
        case .closing:
            close()
        }
    }

    private func close() {
        context?.close(promise: nil)
    }

    private func setDeadline(_ instant: NIODeadline) {
        deadline?.cancel()
        deadline = context?.eventLoop.assumeIsolated().scheduleTask(deadline: instant) { [weak self] in
            self?.deadlinePassed()
        }
    }

    private func setDeadline(in duration: Duration) {
        setDeadline(.now() + TimeAmount(duration))
    }

    private func deadlinePassed() {
        switch phase {
        case .head where lineBytes > 0: refuse(.headerTooSlow)
        case .body: refuse(.requestTooSlow)
        case .handling: refuse(.handlerTooSlow)
        case .idle, .head, .writing, .closing: close()
        }
    }

    // MARK: The request

    /// Whether the parser may see these bytes.
    func welcomes(_ bytes: ByteBuffer) -> Bool {
        switch phase {
        case .idle:
            startRequest()
        case .handling, .writing, .closing:
            keepAlive = false
            return false
        case .head, .body:
            break
        }
        guard !isLineComplete else { return true }
        let view = bytes.readableBytesView
        let newline = view.firstIndex(of: UInt8(ascii: "\n"))
        lineBytes += newline.map { view.distance(from: view.startIndex, to: $0) + 1 } ?? view.count
        isLineComplete = newline != nil
        guard lineBytes <= listener.limits.requestLineBytes else {
            refuse(.lineTooLong)
            return false
        }
        return true
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), phase) {
        case (.head(let head), .head): receive(head)
        case (.body(let buffer), .body): receive(buffer)
        case (.end, .body): handle()
        default: keepAlive = false
        }
    }

    private func startRequest() {
        phase = .head
        lineBytes = 0
        isLineComplete = false
        requestDeadline = .now() + TimeAmount(listener.limits.requestDeadline)
        setDeadline(in: listener.limits.headerDeadline)
    }

    private func receive(_ head: HTTPRequestHead) {
        self.head = head
        if let refusal = Refusal.of(head, limits: listener.limits) { return refuse(refusal) }
        target = RequestTarget(head.uri, method: head.method.rawValue)
        if target == nil { return refuse(.badTarget) }
        // After a request to upgrade, which is never granted, the parser reads no further request.
        keepAlive = keepAlive && head.isKeepAlive && !head.headers.contains(name: "upgrade")
        phase = .body
        setDeadline(requestDeadline)
        if head.headers[canonicalForm: "expect"].contains(where: { $0.lowercased() == "100-continue" }) {
            let proceed = HTTPResponseHead(version: .http1_1, status: .continue)
            context?.writeAndFlush(wrapOutboundOut(.head(proceed)), promise: nil)
        }
    }

    private func receive(_ buffer: ByteBuffer) {
        guard let head, body.count + buffer.readableBytes <= Refusal.bodyBytes(head, limits: listener.limits) else {
            return refuse(.bodyTooLarge)
        }
        body += buffer.readableBytesView
    }

    private func handle() {
        guard let context, let head, let target else { return }
        phase = .handling
        setDeadline(in: listener.limits.handlerDeadline)
        let request = HTTPRequest(
            method: head.method.rawValue, path: target.path, query: target.query,
            headers: head.headers.map { ($0.name, $0.value) }, body: body)
        let loop = context.eventLoop
        let connection = NIOLoopBound(self, eventLoop: loop)
        task = Task { [listener] in
            let response = await listener.handler(request)
            listener.server.run(on: loop) { connection.value.handlerAnswered(response) }
        }
    }

    private func handlerAnswered(_ response: HTTPResponse) {
        // In any other phase the server has answered instead of the handler, or the connection is closed.
        guard phase == .handling else { return }
        respond(response)
    }

    // MARK: The response

    private func refuse(_ refusal: Refusal) {
        task?.cancel()
        keepAlive = false
        respond(.text(refusal.status, refusal.reason))
    }

    private func respond(_ response: HTTPResponse) {
        guard let context else { return }
        phase = .writing
        setDeadline(in: listener.limits.writeDeadline)
        let responseHead = ResponseHead.make(response, keepAlive: keepAlive)
        listener.server.count { $0.responsesByStatus[Int(responseHead.status.code), default: 0] += 1 }
        let hasBody = responseHead.status.mayHaveResponseBody && head?.method != .HEAD
        let bytes = hasBody ? ByteBuffer(bytes: response.body) : ByteBuffer()
        let parts = [HTTPServerResponsePart.head(responseHead), .body(.byteBuffer(bytes)), .end(nil)]
        let codings = head?.headers[canonicalForm: "accept-encoding"] ?? []
        if bytes.readableBytes >= ResponseHead.compressibleBytes, ResponseHead.acceptsGzip(codings) {
            writeCompressed(parts, context: context)
        } else {
            parts.forEach { write(context: context, data: wrapOutboundOut($0), promise: nil) }
            context.flush()
        }
    }

    /// Sends the parts through the compressor, from the end of the pipeline. The compressor must see the head of a
    /// request before each response, and chooses by that; it gets a request head only here, one that names gzip alone.
    private func writeCompressed(_ parts: [HTTPServerResponsePart], context: ChannelHandlerContext) {
        let request = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/", headers: ["Accept-Encoding": "gzip"])
        context.fireChannelRead(wrapInboundOut(.head(request)))
        parts.forEach { context.channel.write($0, promise: nil) }
        context.channel.flush()
    }

    /// Every part of a response passes here, compressed or not; the last one shows when the response is sent.
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenSuccess { self.responseLeft() }
        written.futureResult.cascade(to: promise)
        context.write(data, promise: written)
    }

    private func responseLeft() {
        (head, target, task) = (nil, nil, nil)
        body = []
        if keepAlive {
            phase = .idle
            setDeadline(in: listener.limits.idleDeadline)
        } else {
            phase = .closing
            setDeadline(.now() + Self.lingering)
            context?.close(mode: .output, promise: nil)
        }
    }
}
