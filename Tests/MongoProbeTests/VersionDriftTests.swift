import MongoReplication
import ReplicationCore
import Testing

@testable import MongoProbe

/// One healthy primary in the replies of versions 3.6 to 8.0, and the reading, which must be the same for each.
struct VersionDriftTests {
    /// The differences between the versions, according to their documentation.
    struct Version: CustomTestStringConvertible {
        var testDescription: String
        var wire: Int32
        /// `optimes.*WallTime`, from 4.2.
        var hasWallTimes = true
        /// `members[n].lastAppliedWallTime`, from 4.4.11.
        var hasMemberWallTimes = true
        var hasTopologyVersion = true
        /// `secondaryDelaySecs`, from 5.0.
        var delayField = "secondaryDelaySecs"
        var delay = BSONValue.int64(60)
        /// Until 4.2 both names are there, or only the old one.
        var sourceField = "syncSourceHost"
        /// `electionCandidateMetrics`, from 4.2.1.
        var electionTermField: String? = "electionTerm"
        /// From 8.0, beside the others.
        var hasWrittenOpTime = false
    }

    static let versions = [
        Version(
            testDescription: "3.6", wire: 6, hasWallTimes: false, hasMemberWallTimes: false, hasTopologyVersion: false,
            delayField: "slaveDelay", delay: .int32(60), sourceField: "syncingTo", electionTermField: nil),
        Version(
            testDescription: "4.0", wire: 7, hasWallTimes: false, hasMemberWallTimes: false, hasTopologyVersion: false,
            delayField: "slaveDelay", sourceField: "syncingTo", electionTermField: nil),
        Version(
            testDescription: "4.2.0", wire: 8, hasMemberWallTimes: false, hasTopologyVersion: false,
            delayField: "slaveDelay", electionTermField: "termAtElection"),
        Version(testDescription: "4.4.2", wire: 9, hasMemberWallTimes: false, delayField: "slaveDelay"),
        Version(testDescription: "5.0", wire: 13), Version(testDescription: "6.0", wire: 17),
        Version(testDescription: "7.0", wire: 21),
        Version(testDescription: "8.0", wire: 25, delay: .double(60), hasWrittenOpTime: true),
    ]

    private static let written = BSONValue.timestamp(seconds: 1_700_000_000, increment: 3)
    private static let wallTime: Int64 = 1_700_000_000_250

    private static func document(_ elements: KeyValuePairs<String, BSONValue>) throws -> BSONValue {
        .document(try BSONDocument(BSONBuilder(elements).bytes[...]))
    }

    private static func array(_ values: [BSONValue]) throws -> BSONValue {
        var builder = BSONBuilder()
        for (index, value) in values.enumerated() { builder.append(String(index), value) }
        return .array(try BSONDocument(builder.bytes[...]))
    }

    private static func opTime() throws -> BSONValue {
        try document(["ts": written, "t": .int64(7)])
    }

    @Test(arguments: versions)
    func hello(_ version: Version) throws {
        var builder = BSONBuilder([
            "setName": .string("rs0"), version.wire < 9 ? "ismaster" : "isWritablePrimary": .boolean(false),
            "secondary": .boolean(true), "hidden": .boolean(true), version.delayField: version.delay,
            "me": .string("b:1"), "primary": .string("a:1"), "setVersion": .int32(4),
            "lastWrite": try Self.document([
                "opTime": try Self.opTime(), "lastWriteDate": .dateTime(Self.wallTime),
            ]),
            "localTime": .dateTime(Self.wallTime + 9), "maxWireVersion": .int32(version.wire),
        ])
        if version.hasTopologyVersion {
            builder.append(
                "topologyVersion",
                try Self.document([
                    "processId": .objectID([UInt8](repeating: 0xA5, count: 12)), "counter": .int64(11),
                ]))
        }
        let hello = try HelloReply(bson: BSONDocument(builder.bytes[...]))
        #expect(hello.secondary && hello.hidden && !hello.isWritablePrimary && hello.delay == .seconds(60))
        #expect(hello.me == "b:1" && hello.primary == "a:1" && hello.setVersion == 4)
        #expect(hello.lastWrite == OpTime(seconds: 1_700_000_000, increment: 3, term: 7))
        #expect(hello.lastWriteDate == WallInstant(milliseconds: Self.wallTime))
        #expect(hello.processID == (version.hasTopologyVersion ? String(repeating: "a5", count: 12) : nil))
        #expect(hello.topologyCounter == (version.hasTopologyVersion ? 11 : nil))
        #expect(hello.maxWireVersion == version.wire)
    }

    private static func status(_ version: Version) throws -> BSONDocument {
        var own = BSONBuilder([
            "_id": .int32(0), "name": .string("a:1"), "health": .double(1), "state": .int32(1), "self": .boolean(true),
            "uptime": .int32(90), "optime": try opTime(), "configVersion": .int32(4),
        ])
        var other = BSONBuilder([
            "_id": .int32(1), "name": .string("b:1"), "health": .double(1), "state": .int32(2), "uptime": .int64(90),
            "optime": try opTime(), "lastHeartbeatRecv": .dateTime(wallTime), "pingMs": .int64(2),
            version.sourceField: .string("a:1"), "configVersion": .int32(4),
        ])
        var optimes = BSONBuilder(["lastCommittedOpTime": try opTime()])
        if version.hasWallTimes {
            optimes.append("lastCommittedWallTime", .dateTime(wallTime))
            optimes.append("lastAppliedWallTime", .dateTime(wallTime))
        }
        if version.hasMemberWallTimes {
            own.append("lastAppliedWallTime", .dateTime(wallTime))
            other.append("lastAppliedWallTime", .dateTime(wallTime - 250))
        }
        if version.hasWrittenOpTime {
            optimes.append("writtenOpTime", try opTime())
            other.append("optimeWritten", try opTime())
        }
        var reply = BSONBuilder([
            "set": .string("rs0"), "date": .dateTime(wallTime), "myState": .int32(1), "term": .int64(7),
            "majorityVoteCount": .int32(2), "optimes": .document(try BSONDocument(optimes.bytes[...])),
            "members": try array([
                .document(try BSONDocument(own.bytes[...])), .document(try BSONDocument(other.bytes[...])),
            ]),
        ])
        if let field = version.electionTermField {
            reply.append(
                "electionCandidateMetrics",
                try document([
                    "lastElectionReason": .string("electionTimeout"), "lastElectionDate": .dateTime(wallTime),
                    field: .int64(7), "priorPrimaryMemberId": .int32(1),
                    "wMajorityWriteAvailabilityDate": .dateTime(wallTime + 40),
                ]))
        }
        return try BSONDocument(reply.bytes[...])
    }

    @Test(arguments: versions)
    func status(_ version: Version) throws {
        let status = try ReplicaSetStatus(bson: Self.status(version))
        let (own, other) = (status.members[0], status.members[1])
        #expect(status.lastCommitted == OpTime(seconds: 1_700_000_000, increment: 3, term: 7))
        #expect(status.lastCommittedWallTime?.milliseconds == (version.hasWallTimes ? Self.wallTime : nil))
        // The member's own is in two places, of which older versions have one or none.
        #expect(own.lastAppliedWallTime?.milliseconds == (version.hasWallTimes ? Self.wallTime : nil))
        #expect(other.lastAppliedWallTime?.milliseconds == (version.hasMemberWallTimes ? Self.wallTime - 250 : nil))
        #expect(other.syncSourceHost == "a:1" && other.ping == .milliseconds(2) && other.isAuthenticated)
        #expect(status.majorityVoteCount == 2 && status.writeMajorityCount == nil)
        #expect(status.election?.term == (version.electionTermField == nil ? nil : 7))
        #expect(status.election?.reason == (version.electionTermField == nil ? nil : "electionTimeout"))
        #expect(status.initialSync == nil && !status.tooStale && own.maintenanceMode == nil)
    }

    @Test(arguments: versions)
    func config(_ version: Version) throws {
        let members = try Self.array([
            try Self.document(["_id": .int32(0), "host": .string("a:1")]),
            try Self.document([
                "_id": .int32(1), "host": .string("b:1"), "priority": .double(0), "hidden": .boolean(true),
                version.delayField: version.delay, "newlyAdded": .boolean(true),
            ]),
        ])
        let settings = try Self.document([
            "chainingAllowed": .boolean(false), "heartbeatIntervalMillis": .int32(500),
            "heartbeatTimeoutSecs": .int32(4), "electionTimeoutMillis": .int64(3000),
            "replicaSetId": .objectID([UInt8](repeating: 7, count: 12)),
        ])
        let config = try Self.document([
            "_id": .string("rs0"), "version": .int32(4), "members": members, "settings": settings,
        ])
        let decoded = try ReplicaSetConfig(bson: BSONDocument(BSONBuilder(["config": config]).bytes[...]))
        #expect(decoded.members[1].delay == .seconds(60) && decoded.members[1].hidden && decoded.members[1].newlyAdded)
        #expect(decoded.members[0].delay == .zero && !decoded.members[0].newlyAdded)
        #expect(!decoded.settings.chainingAllowed && decoded.settings.heartbeatInterval == .milliseconds(500))
        #expect(decoded.settings.heartbeatTimeout == .seconds(4) && decoded.settings.electionTimeout == .seconds(3))
        #expect(decoded.settings.replicaSetID == String(repeating: "07", count: 12))
    }

    @Test func anInitialSyncWithEveryNumberAndWithNone() throws {
        let collections = try Self.array((0..<200).map { try Self.document(["clonedDocs": .int32($0)]) })
        let full = try Self.document([
            "failedInitialSyncAttempts": .int64(3), "maxFailedInitialSyncAttempts": .int64(10),
            "initialSyncStart": .dateTime(Self.wallTime), "approxTotalDataSize": .int64(5 << 30),
            "approxTotalBytesCopied": .double(1_048_576), "remainingInitialSyncEstimatedMillis": .int64(90_000),
            "syncSourceUnreachableSince": .dateTime(Self.wallTime + 5), "databases": collections,
        ])
        let members = try Self.array([])
        func sync(_ value: BSONValue) throws -> ReplicaSetStatus.InitialSync? {
            let builder = BSONBuilder([
                "set": .string("rs0"), "myState": .int32(5), "members": members, "initialSyncStatus": value,
            ])
            return try ReplicaSetStatus(bson: BSONDocument(builder.bytes[...])).initialSync
        }
        let reported = try #require(try sync(full))
        #expect(reported.failedAttempts == 3 && reported.maxFailedAttempts == 10 && reported.endedAt == nil)
        #expect(
            reported.totalBytes == 5 << 30 && reported.copiedBytes == 1_048_576 && reported.remaining == .seconds(90))
        #expect(reported.sourceUnreachableSince == WallInstant(milliseconds: Self.wallTime + 5))
        #expect(try sync(try Self.document([:])) == ReplicaSetStatus.InitialSync())
        #expect(try sync(.null) == nil)
    }

    /// As 4.4.2 to 6.0.27 answer: `tooStale` beside `myState`, `maintenanceMode` in the member's own row, where it also
    /// stands when the member is too stale.
    @Test func whatIsToldOfItselfOnly() throws {
        let own = try Self.document([
            "_id": .int32(0), "name": .string("a:1"), "health": .double(1), "state": .int32(3),
            "stateStr": .string("RECOVERING"), "self": .boolean(true), "maintenanceMode": .int32(2),
        ])
        let row = try Self.document([
            "_id": .int32(1), "name": .string("b:1"), "health": .double(0), "state": .int32(8),
            "authenticated": .boolean(false), "lastHeartbeatRecv": .dateTime(0), "lastAppliedWallTime": .dateTime(0),
            "configVersion": .int32(-1), "configTerm": .int64(-1),
        ])
        let builder = BSONBuilder([
            "set": .string("rs0"), "myState": .int32(3), "tooStale": .boolean(true),
            "members": try Self.array([own, row]),
        ])
        let status = try ReplicaSetStatus(bson: BSONDocument(builder.bytes[...]))
        #expect(status.tooStale && status.members.map(\.maintenanceMode) == [2, nil])
        let other = try #require(status.members.last)
        #expect(!other.isAuthenticated && other.configTerm == -1)
        // Servers send the epoch for "never"; fifty years of lag and of silence are what others make of it.
        #expect(other.lastHeartbeatReceived == nil && other.lastAppliedWallTime == nil)
    }

    @Test func malformedExtrasAreUnknownAndTheRestIsKept() throws {
        let nonsense = BSONValue.boolean(true)
        let row = try Self.document([
            "_id": .int32(0), "name": .string("a:1"), "health": .double(1), "state": .int32(1),
            "pingMs": .string("soon"), "uptime": nonsense, "configTerm": .double(.nan),
            "lastAppliedWallTime": nonsense, "lastHeartbeatMessage": .int32(1),
        ])
        let builder = BSONBuilder([
            "set": .string("rs0"), "myState": .int32(1), "term": .int64(2), "date": nonsense, "optimes": nonsense,
            "majorityVoteCount": .int64(.max), "electionCandidateMetrics": .string("x"),
            "initialSyncStatus": nonsense, "members": try Self.array([row]),
        ])
        let status = try ReplicaSetStatus(bson: BSONDocument(builder.bytes[...]))
        #expect(status.term == 2 && status.members.first?.healthy == true)
        #expect(status.date == nil && status.lastCommitted == nil && status.majorityVoteCount == nil)
        #expect(status.election == nil && status.initialSync == nil)
        let hello = BSONBuilder([
            "isWritablePrimary": .boolean(true), "setName": .string("rs0"), "lastWrite": nonsense,
            "topologyVersion": .int32(1), "localTime": .string("now"), "electionId": nonsense,
            "secondaryDelaySecs": .string("x"),
        ])
        let reply = try HelloReply(bson: BSONDocument(hello.bytes[...]))
        #expect(reply.isWritablePrimary && reply.setName == "rs0")
        #expect(reply.lastWrite == nil && reply.processID == nil && reply.localTime == nil && reply.delay == nil)
    }

    @Test func theOplogAndTheRollbackCount() throws {
        let reply = BSONBuilder([
            "version": .string("3.6.23"), "repl": try Self.document(["rbid": .int32(4)]),
            "oplog": try Self.document([
                "earliestOptime": .timestamp(seconds: 100, increment: 1), "latestOptime": Self.written,
            ]),
            "security": try Self.document(["SSLServerCertificateExpirationDate": .dateTime(Self.wallTime)]),
        ])
        var server = MongoServerStatus(observedAt: MonotonicInstant(nanoseconds: 0))
        server.take(serverStatus: try BSONDocument(reply.bytes[...]))
        #expect(server.version == "3.6.23" && server.rollbackID == 4 && server.isFlowControlLagged == nil)
        #expect(server.oplogEarliest == OpTime(seconds: 100, increment: 1, term: -1))
        #expect(server.oplogLatest?.seconds == 1_700_000_000)
        #expect(server.certificateExpiresAt == WallInstant(milliseconds: Self.wallTime))
        let stats = BSONBuilder(["size": .double(1024), "maxSize": .int64(4096), "wiredTiger": .int32(1)])
        server.take(oplogStats: try BSONDocument(stats.bytes[...]))
        #expect(server.oplogBytes == 1024 && server.oplogMaxBytes == 4096)
    }

    @Test func aFeatureCompatibilityVersionInItsThreeShapes() throws {
        func reported(_ value: BSONValue) throws -> [String?] {
            var server = MongoServerStatus(observedAt: MonotonicInstant(nanoseconds: 0))
            let reply = BSONBuilder(["featureCompatibilityVersion": value])
            server.take(featureCompatibility: try BSONDocument(reply.bytes[...]))
            return [server.featureCompatibilityVersion, server.featureCompatibilityTarget]
        }
        #expect(try reported(.string("3.4")) == ["3.4", nil])
        #expect(try reported(try Self.document(["version": .string("6.0")])) == ["6.0", nil])
        let changing = try Self.document(["version": .string("5.0"), "targetVersion": .string("6.0")])
        #expect(try reported(changing) == ["5.0", "6.0"])
    }
}
