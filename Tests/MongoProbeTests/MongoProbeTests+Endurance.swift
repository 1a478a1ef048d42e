import FoundationEssentials
import MongoReplication
import QueueExecutor
import ReplicationLab
import Testing

@testable import MongoProbe

extension MongoProbeTests {
    /// The resources of this process and of the servers at one instant.
    private struct Holdings {
        var descriptors: Int
        var threads: Int
        var bytes: Int
        /// Connections that each server counts, in the order of the members.
        var connections: [Int]

        init(of set: LabSet) throws {
            descriptors = try count("/proc/self/fd")
            threads = try count("/proc/self/task")
            bytes = try residentBytes()
            connections = try set.members.map { try Self.connections(of: $0) }
        }

        /// By `serverStatus.connections`; an arbiter, which may not be asked, says it in its log.
        private static func connections(of member: MongoMember) throws -> Int {
            guard member.isArbiter else {
                return try member.reply(to: #"{"serverStatus": 1}"#).at("connections.current")?.int ?? -1
            }
            let counts = try text(of: member.log).split(separator: "\"connectionCount\":").dropFirst()
            return counts.last.flatMap { Int($0.prefix { $0.isNumber }) } ?? -1
        }
    }

    /// A tenth of it takes seconds; `REPLMON_ENDURANCE=1` makes it 10,000 polls and 200 reconnections.
    @Test func pollsAndReconnectionsLeaveNothingBehind() async throws {
        let isFull = ProcessInfo.processInfo.environment["REPLMON_ENDURANCE"] != nil
        let (polls, reconnections) = isFull ? (10_000, 200) : (1_000, 20)
        let lab = try Lab()
        defer { lab.end() }
        let set = try LabSet(in: lab, security: .keyFile, network: .relays)
        let before = try Holdings(of: set)
        let probes = try set.members.map { try probe($0, of: set) }
        var start = before
        for turn in 0..<polls {
            let index = turn % probes.count
            if turn % (polls / reconnections) == 0 {
                let relay = try #require(set.members[index].relay)
                relay.cut()
                try await eventually("the relay to have its port again") { (try? relay.restore()) != nil }
            }
            // The set itself lost connections as well: it may take a moment until there is a primary again.
            try await eventually("\(set.members[index].name) to answer", within: .seconds(10)) {
                (try? await reading(probes[index])) != nil
            }
            if turn == polls / 5 { start = try Holdings(of: set) }
        }
        try await eventually("calls and old connections to end") { workers.overdueCalls == 0 }
        let end = try Holdings(of: set)
        print("ENDURANCE \(polls) polls, \(reconnections) reconnections: after a fifth \(start), at the end \(end)")
        print("ENDURANCE connections before the first poll: \(before.connections)")
        // The relays are in this process too, and hold two descriptors for each connection between members.
        #expect(end.descriptors <= start.descriptors + 14 && end.threads <= start.threads + 4)
        #expect(end.bytes - start.bytes < 8 << 20)
        for (now, then) in zip(end.connections, before.connections) { #expect(now <= then + 8 && now > 0) }
        for probe in probes { await probe.close() }
        try await eventually("the watches to end", within: .seconds(15)) { workers.watchedMembers == 0 }
    }

    @Test func aMemberHasAtMostThreeOfOurConnections() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try LabSet(in: lab, keyFile: true)
        let member = try set.member(try set.waitForPrimary())
        let probe = try probe(member, of: set)
        for _ in 0..<20 { _ = try await reading(probe) }
        try await eventually("the watch to begin") { workers.watchedMembers == 1 }
        func ours() throws -> Int {
            let operations = try member.reply(
                to: """
                    {"aggregate": 1, "cursor": {"batchSize": 1000},
                     "pipeline": [{"$currentOp": {"idleConnections": true, "allUsers": true}}]}
                    """)
            let batch = operations.at("cursor.firstBatch")?.array ?? []
            return batch.count { $0["appName"]?.string == "replmon" }
        }
        try await eventually("all three to be counted") { try ours() == 3 }
        for _ in 0..<20 { _ = try await reading(probe) }
        #expect(try ours() == 3)
        await probe.close()
        try await eventually("all of them to end", within: .seconds(15)) { try ours() == 0 }
    }

    @Test func aRollbackOfAMomentIsInTheCountAtOnce() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try LabSet(in: lab, members: MongoMemberPlan.threeWithData, network: .pairs)
        let old = try set.member(try set.waitForPrimary())
        let probe = MongoProbe(
            // Straight to the server, past the relays between the members.
            host: "127.0.0.1:\(old.port)", options: try MongoConnectionOptions(uri: "mongodb://127.0.0.1/"),
            workers: workers, timeout: .seconds(2), onChange: {})
        let before = try #require(try await reading(probe).server?.rollbackID)
        // Polls as the daemon makes them, while the rollback comes and goes.
        let polls = Task {
            var counts: [Int64] = []
            while !Task.isCancelled {
                if let count = try? await reading(probe).server?.rollbackID { counts.append(count) }
                try? await Task.sleep(for: .seconds(1))
            }
            return counts
        }
        let rolledBack = try await inBackground { try set.makeRollback() }
        #expect(rolledBack == old.name)
        let after = try #require(try await reading(probe).server?.rollbackID)
        polls.cancel()
        let counts = await polls.value
        #expect(after > before, "\(counts)")
        await probe.close()
    }
}
