import MongoReplication
import QueueExecutor
import ReplicationCore
import ReplicationLab
import Testing

@testable import MongoProbe

extension MongoProbeTests {
    /// The values that a server of this version reports to a user with the role `clusterMonitor`, who is denied
    /// nothing.
    func expectServerStatus(_ server: MongoServerStatus?, version: String) throws {
        let server = try #require(server)
        #expect(server.version == version && server.denied == [])
        #expect(server.rollbackID != nil && server.isFlowControlLagged == false)
        let (earliest, latest) = (try #require(server.oplogEarliest), try #require(server.oplogLatest))
        #expect(earliest.seconds > 1_600_000_000 && earliest.seconds <= latest.seconds)
        let (bytes, limit) = (try #require(server.oplogBytes), try #require(server.oplogMaxBytes))
        #expect(bytes > 0 && bytes < limit && limit == 64 << 20)
        let series = version.split(separator: ".").prefix(2).joined(separator: ".")
        #expect(server.featureCompatibilityVersion == series && server.featureCompatibilityTarget == nil)
    }

    /// Lines in which a server says that it refused a command.
    func denials(in member: MongoMember) throws -> Int {
        try text(of: member.log).split(separator: "\n").count {
            $0.contains("Unauthorized") || $0.contains("uthorization failed") || $0.contains("not authorized")
        }
    }

    @Test func whatARoleMayNotAskIsNamedAndNotAskedAgain() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try LabSet(in: lab, keyFile: true)
        let primary = try set.member(try set.waitForPrimary())
        try primary.command(
            """
            {"createRole": "statusOnly", "roles": [], "privileges": [{"resource": {"cluster": true},
              "actions": ["replSetGetStatus", "replSetGetConfig"]}]}
            """)
        try primary.command(#"{"createUser": "narrow", "pwd": "narrow", "roles": ["statusOnly"]}"#)
        let before = try denials(in: primary)
        let probe = MongoProbe(
            host: primary.address,
            options: try MongoConnectionOptions(uri: set.uri, username: "narrow", password: "narrow"),
            workers: workers, timeout: .seconds(2), onChange: {})
        for _ in 0..<6 {
            let reading = try await reading(probe)
            #expect(reading.status != nil && reading.config != nil && reading.statusFailure == nil)
            #expect(reading.server?.denied == ["serverStatus", "collStats on local.oplog.rs", "getParameter"])
            #expect(reading.server?.rollbackID == nil && reading.server?.oplogBytes == nil)
        }
        let denied = try denials(in: primary) - before
        #expect(denied > 0 && denied <= 3, "the server logged \(denied) refused commands")
        await probe.close()
    }

    @Test func aRestartedMemberIsAskedAnewAtOnce() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try LabSet(in: lab)
        let member = try #require(set.members.first { !$0.isArbiter })
        let probe = try probe(member, of: set)
        let before = try #require(try await reading(probe).server)
        try member.kill()
        try member.start()
        let restarted = MonotonicClock.now()
        let after = try #require(try await reading(probe).server)
        #expect(before.observedAt < restarted && after.observedAt > restarted)
        await probe.close()
    }

    /// Prints what a poll costs a real primary, with and without the slowly changing facts.
    @Test func aPollCostsTheServerLittle() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try LabSet(in: lab)
        let host = try set.member(try set.waitForPrimary()).address
        let connection = try MongoConnection(
            host: host, options: try MongoConnectionOptions(uri: set.uri), login: false, timeout: .seconds(2),
            replyTimeout: .seconds(2))
        let limit = Duration.seconds(2)
        let commands: [(String, [UInt8], String)] = [
            ("hello", MongoCommand.hello, "admin"), ("replSetGetStatus", MongoCommand.status(limit: limit), "admin"),
            ("replSetGetConfig", MongoCommand.config(limit: limit), "admin"),
            ("serverStatus", MongoCommand.serverStatus(limit: limit, withOplog: true), "admin"),
            ("serverStatus, whole", BSONBuilder(["serverStatus": .int32(1)]).bytes, "admin"),
            ("collStats", MongoCommand.oplogStats(limit: limit), "local"),
            ("getParameter", MongoCommand.featureCompatibility(limit: limit), "admin"),
        ]
        var sizes: [String: Int] = [:]
        for (name, command, database) in commands {
            let began = MonotonicClock.now()
            for _ in 0..<200 { sizes[name] = try connection.run(command, on: database).count }
            let each = began.duration(to: MonotonicClock.now()) / 200
            print("COST \(name): \(each) round trip, \(sizes[name] ?? 0) bytes")
        }
        let (trimmed, whole) = (try #require(sizes["serverStatus"]), try #require(sizes["serverStatus, whole"]))
        #expect(trimmed * 5 < whole, "\(trimmed) of \(whole) bytes")
    }
}
