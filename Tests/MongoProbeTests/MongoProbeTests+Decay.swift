import MongoReplication
import ReplicationCore
import ReplicationLab
import Testing

@testable import MongoProbe

extension MongoProbeTests {
    @Test func realRepliesInAnyStateOfDecayNeverTrap() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try LabSet(in: lab)
        let connection = try MongoConnection(
            host: try set.member(try set.waitForPrimary()).address, options: try MongoConnectionOptions(uri: set.uri),
            login: false, timeout: .seconds(2), replyTimeout: .seconds(2))
        let replies = [
            try connection.run(MongoCommand.hello), try connection.run(MongoCommand.status(limit: .seconds(1))),
            try connection.run(MongoCommand.config(limit: .seconds(1))),
            try connection.run(MongoCommand.serverStatus(limit: .seconds(1), withOplog: true)),
            try connection.run(MongoCommand.oplogStats(limit: .seconds(1)), on: "local"),
            try connection.run(MongoCommand.featureCompatibility(limit: .seconds(1))),
        ]
        let seed: UInt64 = 20_261_123
        var random = SplitMix(state: seed)
        var survivors = 0
        for turn in 0..<100_000 {
            var bytes = replies[turn % replies.count]
            for _ in 0..<Int.random(in: 1...4, using: &random) { Self.damage(&bytes, &random) }
            if (try? Self.decode(bytes, turn % replies.count)) != nil { survivors += 1 }
        }
        #expect(survivors > 1000 && survivors < 99_000, "\(survivors) of 100,000 were still understood, seed \(seed)")
    }

    private static func decode(_ bytes: [UInt8], _ kind: Int) throws(ProbeFailure) {
        let document = try BSONDocument(bytes[...])
        var server = MongoServerStatus(observedAt: MonotonicInstant(nanoseconds: 0))
        switch kind {
        case 0: _ = try HelloReply(bson: document)
        case 1: _ = try ReplicaSetStatus(bson: document)
        case 2: _ = try ReplicaSetConfig(bson: document)
        case 3: server.take(serverStatus: document)
        case 4: server.take(oplogStats: document)
        default: server.take(featureCompatibility: document)
        }
    }

    private static func damage(_ bytes: inout [UInt8], _ random: inout SplitMix) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: bytes[place] = [0, 0x7F, 0x80, 0xFF, 3, 4].randomElement(using: &random) ?? 0
        case 3: bytes.removeLast(min(bytes.count, place % 16))
        case 4: bytes.remove(at: place)
        default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        }
        // Often with a length that fits, or nearly every change would stop at the first check.
        if bytes.count > 4, Bool.random(using: &random) {
            for index in 0..<4 { bytes[index] = UInt8(truncatingIfNeeded: bytes.count >> (8 * index)) }
        }
    }

    /// The generator that Java calls SplittableRandom: seeded, so that a failure can be repeated.
    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
