import MongoReplication
import ReplicationCore
import Testing

@testable import MongoProbe

/// Shapes that the real servers of the other tests do not send: older versions, absent and broken fields.
struct ReplyDecodingTests {
    private static func document(_ elements: KeyValuePairs<String, BSONValue>) -> BSONDocument? {
        try? BSONDocument(BSONBuilder(elements).bytes[...])
    }

    private static func array(_ documents: [BSONDocument?]) throws -> BSONValue {
        var builder = BSONBuilder()
        for (index, document) in documents.enumerated() {
            builder.append(String(index), .document(try #require(document)))
        }
        return .array(try BSONDocument(builder.bytes[...]))
    }

    @Test func helloOfAnOldServer() throws {
        let reply = try #require(
            Self.document(["ismaster": .boolean(true), "setName": .string("rs0"), "maxWireVersion": .int32(7)]))
        let hello = try HelloReply(bson: reply)
        #expect(hello.isWritablePrimary && hello.setName == "rs0" && hello.maxWireVersion == 7)
        #expect(hello.processID == nil && hello.electionTerm == nil && hello.members == [])
    }

    @Test func theTermIsInTheElectionID() throws {
        let id: [UInt8] = [0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 1, 0x18]
        let reply = try #require(Self.document(["isWritablePrimary": .boolean(true), "electionId": .objectID(id)]))
        #expect(try HelloReply(bson: reply).electionTerm == 0x118)
        let old = [UInt8](repeating: 0x5F, count: 12)
        let pv0 = try #require(Self.document(["isWritablePrimary": .boolean(true), "electionId": .objectID(old)]))
        #expect(try HelloReply(bson: pv0).electionTerm == nil)
    }

    @Test func somethingElseIsNoHello() throws {
        let reply = try #require(Self.document(["ok": .double(1)]))
        #expect(throws: ProbeFailure.malformed(field: "isWritablePrimary")) { try HelloReply(bson: reply) }
    }

    @Test func statusOfServersOfManyVersions() throws {
        let null = try #require(Self.document(["ts": .timestamp(seconds: 0, increment: 0), "t": .int64(-1)]))
        let rows = [
            // 3.0 in shape: a bare timestamp, no health of itself.
            Self.document([
                "_id": .int32(0), "name": .string("a:1"), "state": .int32(1), "self": .boolean(true),
                "optime": .timestamp(seconds: 50, increment: 2), "uptime": .int32(9), "configVersion": .int32(4),
                "syncingTo": .string("b:1"),
            ]),
            Self.document([
                "_id": .double(1), "name": .string("b:1"), "state": .int64(8), "health": .double(0),
                "optime": .document(null), "syncSourceHost": .string(""), "infoMessage": .string("i"),
                "lastHeartbeatMessage": .string("Connection refused"), "lastHeartbeatRecv": .dateTime(5),
            ]),
            Self.document([
                "_id": .int32(2), "name": .string("c:1"), "state": .int32(7), "health": .int32(1),
                "lastAppliedWallTime": .null,
            ]),
        ]
        let reply = try #require(
            Self.document([
                "set": .string("rs0"), "date": .dateTime(9), "myState": .int32(1), "term": .int32(6),
                "syncingTo": .string("b:1"), "members": Self.array(rows),
            ]))
        let status = try ReplicaSetStatus(bson: reply)
        #expect(status.set == "rs0" && status.term == 6 && status.myState == .primary)
        #expect(status.syncSourceHost == "b:1" && status.date == WallInstant(milliseconds: 9))
        let (me, down, arbiter) = (status.members[0], status.members[1], status.members[2])
        #expect(me.healthy && me.isSelf && me.opTime == OpTime(seconds: 50, increment: 2, term: -1))
        #expect(me.uptime == .seconds(9) && me.configVersion == 4 && me.syncSourceHost == "b:1")
        #expect(!down.healthy && down.state == .down && down.opTime?.isNull == true && down.syncSourceHost == nil)
        #expect(down.message == "Connection refused" && down.lastHeartbeatReceived == WallInstant(milliseconds: 5))
        #expect(arbiter.healthy && arbiter.opTime == nil && arbiter.lastAppliedWallTime == nil)
    }

    @Test func aFieldThatCannotBeLeftOutIsNamed() throws {
        let row = Self.document(["_id": .int32(0), "name": .string("a:1"), "health": .int32(1)])
        let reply = try #require(
            Self.document(["set": .string("rs0"), "myState": .int32(1), "members": Self.array([row])]))
        #expect(throws: ProbeFailure.malformed(field: "members.0.state")) { try ReplicaSetStatus(bson: reply) }
    }

    @Test func delaysByBothNames() throws {
        let rows = [
            Self.document(["_id": .int32(0), "host": .string("a:1")]),
            Self.document([
                "_id": .int32(1), "host": .string("b:1"), "slaveDelay": .int32(60), "priority": .int32(0),
                "hidden": .boolean(true), "votes": .int64(0),
            ]),
            Self.document(["_id": .int32(2), "host": .string("c:1"), "secondaryDelaySecs": .int64(3600)]),
        ]
        let config = try #require(
            Self.document(["_id": .string("rs0"), "version": .int32(3), "members": Self.array(rows)]))
        let reply = try #require(Self.document(["config": .document(config)]))
        let decoded = try ReplicaSetConfig(bson: reply)
        #expect(decoded.version == 3 && decoded.term == nil && decoded.set == "rs0")
        #expect(decoded.members.map(\.delay) == [.zero, .seconds(60), .seconds(3600)])
        #expect(decoded.members[0].priority == 1 && decoded.members[0].votes == 1)
        #expect(decoded.members[1].hidden && decoded.members[1].priority == 0 && decoded.members[1].votes == 0)
    }
}
