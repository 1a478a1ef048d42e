import ReplicationLab
import Testing

@Suite(.serialized)
struct MongoFaultsTests {
    @Test(arguments: Lab.mongodbVersions) func anEmptiedMemberCopiesEverythingAgain(version: String) throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try MongoReplicaSet(
            in: lab, version: version, security: .keyFile, parameters: ["enableTestCommands": "1"])
        try set.insert(100, writeConcern: #"{"w": 2}"#)
        let primary = try set.waitForPrimary()
        let secondary = try set.member(primary == "m-a" ? "m-b" : "m-a")
        let failPoint = "initialSyncHangBeforeCopyingDatabases"
        try secondary.startEmpty(parameters: ["failpoint.\(failPoint)": #"{"mode": "alwaysOn"}"#])
        // It has no users yet, so the primary is asked.
        try waitUntil("the initial sync") {
            let status = try set.member(primary).reply(to: #"{"replSetGetStatus": 1}"#)
            return status["members"]?.array.contains { $0["stateStr"]?.string == "STARTUP2" } == true
        }
        #expect(throws: LabError.self) { try set.waitUntilComplete(within: .seconds(1)) }
        try secondary.stop()
        try secondary.start()
        try set.waitUntilComplete()
        let count = #"{"count": "documents"}"#
        try waitUntil("the users and documents to be there") {
            try secondary.reply(to: count, database: "lab")["n"]?.int == 100
        }
    }

    @Test(arguments: Lab.mongodbVersions) func aMemberWhoseOplogWasOverrunIsTooStale(version: String) throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try MongoReplicaSet(
            in: lab, version: version, members: MongoMemberPlan.threeWithData, oplogMegabytes: 2)
        let primary = try set.waitForPrimary()
        let late = try #require(set.members.first { $0.name != primary })
        try late.stop()
        let mark = try set.churnOplog()
        #expect(try set.member(primary).earliestOptime() > mark)
        try late.start()
        try waitUntil("it to be too stale") {
            let status = try late.reply(to: #"{"replSetGetStatus": 1}"#)
            return status["myState"]?.int == 3 && status["tooStale"]?.bool == true
        }
    }

    @Test func theWriteLogTellsTheTrueLagOfALockedMember() throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try MongoReplicaSet(in: lab)
        let primary = try set.waitForPrimary()
        let secondary = try set.member(primary == "m-a" ? "m-b" : "m-a")
        let log = set.startWriteLog()
        try waitUntil("it to have what the log has") { try Self.lag(of: secondary, log)?.upperBound == .zero }

        try secondary.fsyncLock()
        try waitUntil("it to be a second late") {
            try Self.lag(of: secondary, log).map { $0.lowerBound > .seconds(1) } == true
        }
        try secondary.fsyncUnlock()
        try waitUntil("it to catch up") {
            try Self.lag(of: secondary, log).map { $0.upperBound < .milliseconds(500) } == true
        }
        log.stop()
        let last = try #require(log.writes.last)
        #expect(log.writes.allSatisfy { $0.optime <= last.optime && $0.start < $0.end })
        #expect(abs(Int(last.wallMilliseconds / 1000) - last.optime.seconds) <= 1)
    }

    private static func lag(of member: MongoMember, _ log: MongoWriteLog) throws -> ClosedRange<Duration>? {
        let instant = WriteLog.now()
        let status = try member.reply(to: #"{"replSetGetStatus": 1}"#)
        return status.at("optimes.appliedOpTime").flatMap(LabOptime.init).flatMap {
            log.lag(atApplied: $0, at: instant)
        }
    }

    @Test(arguments: Lab.mongodbVersions) func membersAreAddedReplacedAndReconfigured(version: String) throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try MongoReplicaSet(in: lab, version: version, network: .pairs)
        let added = try set.add(MongoMemberPlan(name: "m-d", priority: 0))
        try set.waitUntilComplete()
        let old = try #require(set.members.first { $0.name != set.primaryName() && !$0.isArbiter })
        let removed = try set.remove(old.name)
        #expect(set.members.map(\.name).count == 3)
        try waitUntil("it to know that it was removed") {
            // A removed member answers with error 93.
            do { try removed.command(#"{"replSetGetStatus": 1}"#) } catch { return "\(error)".contains("code 93") }
            return false
        }
        try removed.stop()
        // The new one takes its turn, over ways of its own.
        try set.reconfigure { configuration in
            configuration["members"] = .array(
                (configuration["members"]?.array ?? []).map { member in
                    var member = member
                    if member["host"]?.string == added.address { member["priority"] = 5 }
                    return member
                })
        }
        try waitUntil("m-d to be primary", within: .seconds(30)) { set.primaryName() == "m-d" }

        let version = try set.configuration()["version"]?.int ?? 0
        try set.forceReconfiguration(on: "m-d") { $0["settings"]?["heartbeatIntervalMillis"] = 250 }
        let after = try set.configuration(of: "m-d")
        #expect(after.at("settings.heartbeatIntervalMillis")?.int == 250)
        // A forced one skips ahead, so that it wins.
        #expect((after["version"]?.int ?? 0) > version + 1)
    }
}
