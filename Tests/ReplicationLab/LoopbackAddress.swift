import Glibc

/// One of the addresses of this machine's loopback interface, all of 127.0.0.0/8.
package struct LoopbackAddress: Sendable, Hashable, CustomStringConvertible {
    /// 127.0.0.1
    package static let home = LoopbackAddress(number: 127 << 24 | 1)

    /// 0.0.0.0, to listen at all of them and at every other address of this machine.
    static let any = LoopbackAddress(number: 0)

    /// The most significant byte is the first of the dotted form.
    private let number: UInt32

    /// The address of the relay by which the `client`th process of a set reaches the `server`th: 127.1.client.server.
    init(from client: Int, to server: Int) {
        let places = UInt32(UInt8(truncatingIfNeeded: client)) << 8 | UInt32(UInt8(truncatingIfNeeded: server))
        self.init(number: 127 << 24 | 1 << 16 | places)
    }

    private init(number: UInt32) {
        self.number = number
    }

    /// In dotted form.
    package var description: String {
        [24, 16, 8, 0].map { "\(number >> $0 & 0xff)" }.joined(separator: ".")
    }

    /// As `s_addr`, in network byte order.
    var network: in_addr_t { number.bigEndian }
}
