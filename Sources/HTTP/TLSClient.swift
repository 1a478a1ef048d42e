import Glibc
import NIOCore
import NIOSSL

/// The client's side of TLS: the trusted authorities, and the reason why a server is not trusted.
struct TLSClient {
    private let context: NIOSSLContext
    private let serverName: String?

    /// Reads the authorities again, so that they can be replaced without a restart.
    ///
    /// A certificate is checked against a host name or, when `host` is an address, against the peer's address
    /// (RFC 9110, section 4.3.4). There is no server name indication of an address (RFC 6066, section 3).
    init(host: String, authorities: String?) throws {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if let authorities { configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(authorities)) }
        context = try NIOSSLContext(configuration: configuration)
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        serverName = isAddress ? nil : host
    }

    /// Adds TLS as the first handler of a connection.
    func addHandler(to channel: any Channel) throws {
        let handler = try NIOSSLClientHandler(context: context, serverHostname: serverName)
        try channel.pipeline.syncOperations.addHandler(handler)
    }

    /// Why a handshake failed, and the remedy; `nil` for errors of another kind.
    static func reason(_ error: any Error, in context: ChannelHandlerContext) -> String? {
        switch error {
        case let error as NIOSSLExtraError
        where error == .failedToValidateHostname || error == .serverHostnameImpossibleToMatch:
            return Self.otherHost
        case NIOSSLError.unableToValidateCertificate:
            return Self.otherHost
        case NIOSSLError.handshakeFailed(let cause):
            let handler = try? context.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self)
            return reason(cause, certificate: handler?.peerCertificate, now: time(nil))
        case NIOSSLError.uncleanShutdown:
            return nil
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            return "TLS failed (\(error))"
        default:
            return nil
        }
    }

    private static let otherHost = "its certificate is for another host; use a name that the certificate holds"

    /// BoringSSL reports only that verification failed; the certificate itself shows the reason.
    private static func reason(_ cause: BoringSSLError, certificate: NIOSSLCertificate?, now: time_t) -> String {
        let text = String(describing: cause)
        if text.contains("WRONG_VERSION_NUMBER") {
            return "it does not speak TLS on this port; is it http:// instead of https://?"
        }
        if text.contains("EOF during handshake") || cause == .zeroReturn {
            return "it closed the connection instead of agreeing on TLS; does it want a client certificate?"
        }
        guard text.contains("CERTIFICATE_VERIFY_FAILED") else { return "no agreement on TLS (\(text))" }
        if let certificate, certificate.notValidAfter < now {
            return "its certificate has expired; renew it"
        }
        if let certificate, certificate.notValidBefore > now {
            return "its certificate is not valid yet; compare the clocks of both machines"
        }
        return "its certificate is signed by an unknown authority; name the authority's certificate (ca_file), and let "
            + "the server send the whole chain"
    }
}
