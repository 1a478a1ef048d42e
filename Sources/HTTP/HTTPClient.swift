import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// A small HTTP/1.1 client: one request per connection, each with a deadline.
package enum HTTPClient {
    /// One event loop for all requests of the process, made at the first; it ends with the process.
    private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// Sends one request and returns the complete response, whatever its status.
    ///
    /// `target` is the path with its query, already percent-encoded. `timeout` covers name resolution, connecting,
    /// writing and reading. A body of more than `maximumBodyBytes` is an error, not a truncated response.
    package static func send(
        _ method: String, _ target: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        to endpoint: HTTPEndpoint, timeout: Duration, maximumBodyBytes: Int = 16 << 20
    ) async throws(HTTPClientError) -> HTTPResponse {
        let request = try makeHead(method, target, headers: headers, bodyBytes: body.count, endpoint: endpoint)
        let tls = try tlsClient(for: endpoint)
        let loop = group.next()
        let promise = loop.makePromise(of: HTTPResponse.self)
        let deadline = loop.scheduleTask(in: TimeAmount(timeout)) {
            promise.fail(HTTPClientError.timeout(endpoint, timeout))
        }
        let bootstrap = ClientBootstrap(group: loop).connectTimeout(TimeAmount(timeout)).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let exchange = ClientExchange(
                    request, body: body, endpoint: endpoint, maximumBodyBytes: maximumBodyBytes, promise: promise)
                try tls?.addHandler(to: channel)
                try channel.pipeline.syncOperations.addHTTPClientHandlers(decoderLimitConfiguration: headerLimits)
                try channel.pipeline.syncOperations.addHandler(exchange)
            }
        }
        let connection = endpoint.connect(bootstrap)
        connection.whenFailure { promise.fail(HTTPClientError(connecting: $0, endpoint: endpoint, timeout: timeout)) }
        promise.futureResult.whenComplete { result in
            deadline.cancel()
            connection.whenSuccess { channel in
                if case .failure = result { discardUnsent(channel) }
                channel.close(promise: nil)
            }
        }
        return try await response(promise, from: endpoint)
    }

    /// An abandoned request must not arrive later with outdated content: closing resets the connection, and the kernel
    /// retransmits nothing.
    private static func discardUnsent(_ channel: any Channel) {
        _ = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
    }

    private static func tlsClient(for endpoint: HTTPEndpoint) throws(HTTPClientError) -> TLSClient? {
        guard case .tls(let host, _, let authorities) = endpoint else { return nil }
        do {
            return try TLSClient(host: host, authorities: authorities)
        } catch {
            throw .insecure(
                endpoint, reason: "cannot load the authorities of \(authorities ?? "this machine"): \(error)")
        }
    }

    private static func response(
        _ promise: EventLoopPromise<HTTPResponse>, from endpoint: HTTPEndpoint
    ) async throws(HTTPClientError) -> HTTPResponse {
        do {
            return try await withTaskCancellationHandler {
                try await promise.futureResult.get()
            } onCancel: {
                promise.fail(HTTPClientError.cancelled(endpoint))
            }
        } catch let error as HTTPClientError {
            throw error
        } catch {
            throw .malformed(endpoint, reason: String(describing: error))
        }
    }

    private static let headerLimits = {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 16 << 10
        limits.maxHeaderListSize = 64 << 10
        return limits
    }()

    private static func makeHead(
        _ method: String, _ target: String, headers: [(name: String, value: String)], bodyBytes: Int,
        endpoint: HTTPEndpoint
    ) throws(HTTPClientError) -> HTTPRequestHead {
        guard HeaderFields.isToken(method) else { throw .invalidRequest(reason: "\(method) is not a method") }
        guard target.utf8.first == UInt8(ascii: "/"), target.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalidRequest(reason: "the target \(target) is not a percent-encoded path")
        }
        var fields = HTTPHeaders()
        fields.add(name: "Host", value: endpoint.hostField)
        fields.add(name: "Connection", value: "close")
        if bodyBytes > 0 || method == "POST" || method == "PUT" {
            fields.add(name: "Content-Length", value: String(bodyBytes))
        }
        for (name, value) in headers {
            guard HeaderFields.isToken(name), HeaderFields.withoutControls(value) == value else {
                throw .invalidRequest(reason: "the header field \(name) is not valid")
            }
            fields.replaceOrAdd(name: name, value: value)
        }
        return HTTPRequestHead(version: .http1_1, method: HTTPMethod(rawValue: method), uri: target, headers: fields)
    }
}

extension HTTPEndpoint {
    fileprivate var hostField: String {
        switch self {
        case .tcp, .tls: description
        case .unix: "localhost"
        }
    }

    fileprivate func connect(_ bootstrap: ClientBootstrap) -> EventLoopFuture<any Channel> {
        switch self {
        case .tcp(let host, let port), .tls(let host, let port, _): bootstrap.connect(host: host, port: port)
        case .unix(let path): bootstrap.connect(unixDomainSocketPath: path)
        }
    }
}

extension HTTPClientError {
    /// Classifies a failure to connect, or of an open connection.
    fileprivate init(connecting error: any Error, endpoint: HTTPEndpoint, timeout: Duration) {
        let cause = (error as? NIOConnectionError)?.connectionErrors.first?.error ?? error
        switch cause {
        case ChannelError.connectTimeout:
            self = .timeout(endpoint, timeout)
        case let error as IOError where error.errnoCode == EACCES:
            self = .permissionDenied(endpoint)
        case let error as IOError:
            self = .unreachable(endpoint, reason: SystemError.text(error.errnoCode))
        case is NIOConnectionError, is SocketAddressError:
            self = .unreachable(endpoint, reason: "the name does not resolve to an address")
        default:
            self = .unreachable(endpoint, reason: String(describing: cause))
        }
    }
}
