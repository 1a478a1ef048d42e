import Dispatch
import Glibc
import Synchronization

/// A DNS server on 127.0.0.1:53 that answers every name with 127.0.0.1, or says nothing.
final class FakeNameServer: Sendable {
    private let descriptor: Int32
    private let answers = Atomic(false)

    var isAnswering: Bool {
        get { answers.load(ordering: .relaxed) }
        set { answers.store(newValue, ordering: .relaxed) }
    }

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(53).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let descriptor = descriptor
        let isBound = unsafe withUnsafeBytes(of: &address) { bytes in
            guard let base = unsafe bytes.assumingMemoryBound(to: sockaddr.self).baseAddress else { return false }
            return unsafe bind(descriptor, base, socklen_t(bytes.count)) == 0
        }
        guard isBound else { throw FakeNameServerError(code: errno) }
        DispatchQueue(label: "fake name server").async { [self] in serve() }
    }

    private struct FakeNameServerError: Error {
        var code: Int32
    }

    private func serve() {
        var buffer = [UInt8](repeating: 0, count: 512)
        while true {
            var peer = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let reply = unsafe withUnsafeMutableBytes(of: &peer) { bytes -> Bool in
                guard let base = unsafe bytes.assumingMemoryBound(to: sockaddr.self).baseAddress else { return false }
                let count = unsafe recvfrom(descriptor, &buffer, buffer.count, 0, base, &length)
                guard count > 0 else { return false }
                guard isAnswering else { return true }
                let answer = Self.answer(to: Array(buffer.prefix(count)))
                return unsafe sendto(descriptor, answer, answer.count, 0, base, length) > 0
            }
            if !reply { return }
        }
    }

    /// The question repeated, with one address for a question of type A and none for others (RFC 1035, section 4).
    private static func answer(to question: [UInt8]) -> [UInt8] {
        guard let end = question.dropFirst(12).firstIndex(of: 0), question.count >= end + 5 else { return [] }
        let isAddress = question[end + 2] == 1
        let head = question.prefix(2) + [0x81, 0x80, 0, 1, 0, isAddress ? 1 : 0, 0, 0, 0, 0]
        let record: [UInt8] = [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1]
        return head + question[12..<end + 5] + (isAddress ? record : [])
    }
}
