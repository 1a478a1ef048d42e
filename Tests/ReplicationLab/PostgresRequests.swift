/// Divides a client's bytes into requests, each of which has its own answer.
/// <https://www.postgresql.org/docs/15/protocol-message-formats.html>
struct PostgresRequests {
    /// One complete request of a client.
    enum Request {
        /// `SSLRequest` or `GSSENCRequest`.
        case encryption
        /// The first message of a session, as it is on the wire.
        case startup([UInt8])
        /// Messages up to `Sync`, or one `Query`, in the session that began with `startup`.
        case query([UInt8], startup: [UInt8])
        /// `Terminate`, or `CancelRequest`.
        case end
    }

    private static let encryptionCodes: Set<UInt32> = [80_877_103, 80_877_104]
    private static let cancelCode: UInt32 = 80_877_102

    private var bytes: [UInt8] = []
    private var startup: [UInt8]?

    mutating func add(_ more: ArraySlice<UInt8>) {
        bytes += more
    }

    /// `nil` when the next is not complete yet.
    mutating func next() -> Request? {
        guard let startup else { return nextOfNew() }
        var end = 0
        while let frame = PostgresFrame(in: bytes, at: end) {
            end = frame.end
            switch frame.kind {
            case UInt8(ascii: "S"), UInt8(ascii: "Q"): return .query(take(end), startup: startup)
            case UInt8(ascii: "X"): return .end
            default: break
            }
        }
        return nil
    }

    /// Messages before the start of a session have no kind: only their length, then a code.
    private mutating func nextOfNew() -> Request? {
        guard bytes.count >= 8 else { return nil }
        let length = Int(PostgresFrame.number(in: bytes, at: 0))
        guard length >= 8, bytes.count >= length else { return length < 8 ? .end : nil }
        let code = PostgresFrame.number(in: bytes, at: 4)
        let message = take(length)
        if Self.encryptionCodes.contains(code) { return .encryption }
        if code == Self.cancelCode { return .end }
        startup = message
        return .startup(message)
    }

    private mutating func take(_ count: Int) -> [UInt8] {
        defer { bytes.removeFirst(count) }
        return Array(bytes.prefix(count))
    }
}

/// One message of a session: a byte for its kind, four for the length of the rest, themselves included.
struct PostgresFrame {
    let kind: UInt8
    /// The offset of the bytes after it.
    let end: Int

    /// `nil` unless it is complete.
    init?(in bytes: [UInt8], at start: Int) {
        guard bytes.count >= start + 5 else { return nil }
        let length = Int(Self.number(in: bytes, at: start + 1))
        guard length >= 4, bytes.count >= start + 1 + length else { return nil }
        (kind, end) = (bytes[start], start + 1 + length)
    }

    static func number(in bytes: [UInt8], at start: Int) -> UInt32 {
        bytes[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
