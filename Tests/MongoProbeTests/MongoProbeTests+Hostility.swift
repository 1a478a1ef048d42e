import Glibc
import QueueExecutor
import ReplicationCore
import ReplicationLab
import Testing

@testable import MongoProbe

/// Servers that mean harm, or are none: each poll ends with a typed failure by its deadline, and memory stays flat.
extension MongoProbeTests {
    enum Hostility: CaseIterable {
        case gigabyteAnnounced, gigabyteOfDocument, negativeLength, garbage, nested, deadEnd
        case compressed, twoSections, stringOfTheWrongLength

        /// The bytes that it sends instead of the reply to a request.
        func reply(to request: FakeMongod.Request) -> [UInt8] {
            var reply = FakeMongod.reply(to: request, document)
            let headerLength = 16
            switch self {
            case .gigabyteAnnounced: Self.put(1 << 30, into: &reply, at: 0)
            case .gigabyteOfDocument: Self.put(1 << 30, into: &reply, at: reply.count - document.count)
            case .negativeLength: Self.put(-1, into: &reply, at: 0)
            case .garbage:
                for index in headerLength..<reply.count { reply[index] = UInt8(truncatingIfNeeded: index &* 151) }
            case .compressed: Self.put(2012, into: &reply, at: 12)
            case .twoSections:
                let more = [UInt8](repeating: 0, count: 9_000)
                reply += more
                Self.put(Int32(reply.count), into: &reply, at: 0)
            case .nested, .deadEnd, .stringOfTheWrongLength: break
            }
            return reply
        }

        private var document: [UInt8] {
            switch self {
            case .nested: Self.nested(depth: 20_000)
            // An element that runs past the end of its document.
            case .deadEnd: [16, 0, 0, 0, 2, 97, 0, 255, 255, 255, 127, 98, 0, 0, 0, 0]
            case .stringOfTheWrongLength: [16, 0, 0, 0, 2, 97, 0, 200, 0, 0, 0, 98, 98, 98, 0, 0]
            default: FakeMongod.hello()
            }
        }

        private static func put(_ number: Int32, into bytes: inout [UInt8], at place: Int) {
            for index in 0..<4 { bytes[place + index] = UInt8(truncatingIfNeeded: number >> (8 * Int32(index))) }
        }

        /// {"a": {"a": {…}}}
        private static func nested(depth: Int) -> [UInt8] {
            var opening: [UInt8] = []
            for level in 0..<depth {
                var head: [UInt8] = [0, 0, 0, 0, 3, 97, 0]
                put(Int32(8 * (depth - level) + 5), into: &head, at: 0)
                opening += head
            }
            return opening + [5, 0, 0, 0, 0] + [UInt8](repeating: 0, count: depth)
        }
    }

    @Test(arguments: Hostility.allCases, [false, true])
    func aHostileReply(_ hostility: Hostility, afterTheHandshake: Bool) async throws {
        let server = try FakeMongod { client in
            for turn in 0... {
                guard let request = FakeMongod.request(from: client) else { return }
                let isHonest = afterTheHandshake && turn == 0
                FakeMongod.send(
                    isHonest ? FakeMongod.reply(to: request, FakeMongod.hello()) : hostility.reply(to: request),
                    to: client)
            }
        }
        defer { server.end() }
        let timeout = Duration.milliseconds(300)
        let probe = MongoProbe(
            host: server.host, options: try MongoConnectionOptions(uri: "mongodb://\(server.host)"), workers: workers,
            timeout: timeout, onChange: {})
        func poll() async -> (ProbeFailure?, Duration) {
            let began = MonotonicClock.now()
            do throws(ProbeFailure) {
                _ = try await reading(probe, within: timeout)
                return (nil, began.duration(to: MonotonicClock.now()))
            } catch {
                return (error, began.duration(to: MonotonicClock.now()))
            }
        }
        let (failure, took) = await poll()
        #expect(took < timeout + .milliseconds(150), "\(took)")
        #expect(["malformed", "closed"].contains(failure?.reason ?? "none"), "\(String(describing: failure))")
        let memory = try residentBytes()
        for _ in 0..<30 { _ = await poll() }
        #expect(try residentBytes() - memory < 32 << 20)
        print("HOSTILE \(hostility) \(afterTheHandshake): \(String(describing: failure)) in \(took)")
        try await eventually("all calls to end") { workers.overdueCalls == 0 }
        await probe.close()
    }
}
