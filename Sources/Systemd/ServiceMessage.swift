/// One datagram to the service manager, as sd_notify(3) defines them.
struct ServiceMessage: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case ready, reloading, stopping, failure, status, watchdog, extendTimeout

        /// A change of the service's state: the manager acts on the order of these.
        var isLifecycle: Bool {
            switch self {
            case .ready, .reloading, .stopping, .failure: true
            case .status, .watchdog, .extendTimeout: false
            }
        }
    }

    let kind: Kind
    let text: String

    static let ready = ServiceMessage(kind: .ready, text: "READY=1")
    static let stopping = ServiceMessage(kind: .stopping, text: "STOPPING=1")
    static let watchdog = ServiceMessage(kind: .watchdog, text: "WATCHDOG=1")

    /// systemd from 253 on wants the monotonic time too; 252 ignores it.
    static func reloading(monotonicMicroseconds: Int64) -> ServiceMessage {
        ServiceMessage(kind: .reloading, text: "RELOADING=1\nMONOTONIC_USEC=\(monotonicMicroseconds)")
    }

    static func status(_ text: String) -> ServiceMessage {
        ServiceMessage(kind: .status, text: "STATUS=" + oneLine(text))
    }

    static func failure(errno: Int32, status: String) -> ServiceMessage {
        ServiceMessage(kind: .failure, text: "STATUS=\(oneLine(status))\nERRNO=\(errno)")
    }

    /// In microseconds; negative durations count as zero, and durations beyond the range as its limit.
    static func extendTimeout(_ duration: Duration) -> ServiceMessage {
        let (seconds, attoseconds) = max(duration, .zero).components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, carry) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return ServiceMessage(kind: .extendTimeout, text: "EXTEND_TIMEOUT_USEC=\(overflow || carry ? Int64.max : sum)")
    }

    /// A newline would begin another assignment and a NUL end the text, so control characters become spaces; cut at
    /// 1,000 characters because the manager ignores a datagram of more than 4,096 bytes.
    private static func oneLine(_ text: String) -> String {
        text.unicodeScalars.prefix(1_000).reduce(into: "") { result, scalar in
            result.unicodeScalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
    }
}
