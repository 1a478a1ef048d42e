import Dispatch
import Glibc
import Synchronization

/// Name resolution for one probe, off its queue: `getaddrinfo` blocks for an unbounded time and cannot be ended.
///
/// At most one lookup is under way per probe: the next poll joins one that outlasted its poll.
final class HostLookup: Sendable {
    /// The result for one name.
    enum Answer: Hashable, Sendable {
        case found([String])
        case failed(String)

        var addresses: [String] {
            if case .found(let addresses) = self { addresses } else { [] }
        }

        var failure: String? {
            if case .failed(let text) = self { text } else { nil }
        }
    }

    /// The answers by name.
    typealias Answers = [String: Answer]

    /// Blocked lookups in the whole process: they share Dispatch's 255 utility threads with others.
    private static let limit = 64
    private static let underWay = Mutex(0)

    private struct State {
        var isUnderWay = false
        var waiter: OneShot<Answers>?
    }

    private let state = Mutex(State())
    private let queue: DispatchQueue

    init(label: String) {
        queue = DispatchQueue(label: label, qos: .utility)
    }

    /// Looks the names up and ends `waiter` with the answers; an earlier waiter is dropped.
    func resolve(_ names: [String], waiter: OneShot<Answers>) {
        let isNew = state.withLock { state in
            state.waiter = waiter
            defer { state.isUnderWay = true }
            return !state.isUnderWay
        }
        guard isNew else { return }
        guard Self.reserve() else {
            return finish(with: Dictionary(names.map { ($0, .failed("too many lookups under way")) }) { $1 })
        }
        queue.async {
            let answers = Dictionary(names.map { ($0, Self.addresses(of: $0)) }) { $1 }
            Self.underWay.withLock { $0 -= 1 }
            self.finish(with: answers)
        }
    }

    private func finish(with answers: Answers) {
        let waiter = state.withLock { state in
            defer { state = State() }
            return state.waiter
        }
        waiter?.end(.value(answers))
    }

    private static func reserve() -> Bool {
        underWay.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
    }

    private static func addresses(of name: String) -> Answer {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var head: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(name, nil, &hints, &head)
        defer { unsafe freeaddrinfo(head) }
        guard code == 0 else {
            let reason = unsafe gai_strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
            return .failed("\(name): \(reason)")
        }
        var addresses: [String] = []
        var next = unsafe head
        while let entry = unsafe next {
            if let address = unsafe numericText(of: entry.pointee) { addresses.append(address) }
            unsafe next = entry.pointee.ai_next
        }
        return addresses.isEmpty ? .failed("\(name): no address") : .found(addresses)
    }

    private static func numericText(of entry: addrinfo) -> String? {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let length = socklen_t(text.count)
        let code = unsafe getnameinfo(entry.ai_addr, entry.ai_addrlen, &text, length, nil, 0, NI_NUMERICHOST)
        guard code == 0 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
