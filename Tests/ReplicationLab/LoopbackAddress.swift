import Glibc

/// One of the addresses of this machine's loopback interface, all of 127.0.0.0/8.
public struct LoopbackAddress: Sendable, Hashable, CustomStringConvertible {
    /// 127.0.0.1
    public static let home = LoopbackAddress(first: 0, second: 0, third: 1)

    private let first: UInt8
    private let second: UInt8
    private let third: UInt8

    /// The place of the relay by which the `client`th process of a set reaches the `server`th: 127.1.client.server.
    init(from client: Int, to server: Int) {
        self.init(first: 1, second: UInt8(truncatingIfNeeded: client), third: UInt8(truncatingIfNeeded: server))
    }

    private init(first: UInt8, second: UInt8, third: UInt8) {
        self.first = first
        self.second = second
        self.third = third
    }

    /// In dotted form.
    public var description: String { "127.\(first).\(second).\(third)" }

    /// As `s_addr`, in network byte order.
    var network: in_addr_t {
        (UInt32(127) << 24 | UInt32(first) << 16 | UInt32(second) << 8 | UInt32(third)).bigEndian
    }
}
