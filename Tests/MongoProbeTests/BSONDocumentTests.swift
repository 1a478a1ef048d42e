import MongoReplication
import ReplicationCore
import Testing

@testable import MongoProbe

struct BSONDocumentTests {
    private static func document(_ elements: KeyValuePairs<String, BSONValue>) throws -> BSONDocument {
        try BSONDocument(BSONBuilder(elements).bytes[...])
    }

    @Test func anExampleOfTheSpecification() throws {
        // {"hello": "world"}, from bsonspec.org.
        let bytes: [UInt8] = [0x16, 0, 0, 0, 2] + Array("hello\0".utf8) + [6, 0, 0, 0] + Array("world\0\0".utf8)
        #expect(try BSONDocument(bytes[...]).string("hello") == "world")
        #expect(BSONBuilder(["hello": .string("world")]).bytes == bytes)
    }

    @Test func aNumberIsANumberInAnyWidth() throws {
        let document = try Self.document(["a": .int32(-7), "b": .int64(1 << 40), "c": .double(3), "d": .null])
        #expect(try document.integer("a") == -7)
        #expect(try document.integer("b") == 1 << 40)
        #expect(try document.integer("c") == 3)
        #expect(try document.double("a") == -7)
        #expect(try document.integer("d") == nil)
        #expect(try document.integer("absent") == nil)
    }

    @Test func timesAndOptimesInBothShapes() throws {
        let nested = try Self.document(["ts": .timestamp(seconds: 100, increment: 7), "t": .int64(3)])
        let document = try Self.document([
            "date": .dateTime(-1), "ts": .timestamp(seconds: 100, increment: 7), "optime": .document(nested),
        ])
        #expect(try document.instant("date") == WallInstant(milliseconds: -1))
        #expect(try document.instant("ts") == WallInstant(milliseconds: 100_000))
        #expect(try document.opTime("ts") == OpTime(seconds: 100, increment: 7, term: -1))
        #expect(try document.opTime("optime") == OpTime(seconds: 100, increment: 7, term: 3))
    }

    @Test func anotherTypeIsMalformedAndNamed() throws {
        let inner = try Self.document(["t": .string("x"), "ts": .string("y"), "huge": .double(1e300)])
        let document = try Self.document(["optime": .document(inner)])
        #expect(throws: ProbeFailure.malformed(field: "optime.ts")) { try document.opTime("optime") }
        #expect(throws: ProbeFailure.malformed(field: "optime")) { try document.integer("optime") }
        #expect(throws: ProbeFailure.malformed(field: "optime.huge")) {
            try document.document("optime")?.integer("huge")
        }
    }

    @Test func knownKindsThatNoFieldHasArePassedOver() throws {
        let skipped: [(UInt8, [UInt8])] = [
            (0x05, [2, 0, 0, 0, 0, 1, 2]), (0x06, []), (0x0B, [97, 0, 105, 0]), (0x0D, [2, 0, 0, 0, 97, 0]),
            (0x0C, [2, 0, 0, 0, 97, 0] + [UInt8](repeating: 9, count: 12)), (0x0F, [4, 0, 0, 0]),
            (0x13, [UInt8](repeating: 1, count: 16)), (0x7F, []), (0xFF, []),
        ]
        for (type, value) in skipped {
            let body = [type, 97, 0] + value + [0x10, 98, 0, 5, 0, 0, 0, 0]
            let document = try BSONDocument(([UInt8(body.count + 4), 0, 0, 0] + body)[...])
            #expect(try document.integer("b") == 5, "type \(type)")
        }
        let unknown: [UInt8] = [8, 0, 0, 0, 0x20, 97, 0, 0]
        #expect(throws: ProbeFailure.malformed(field: "reply")) { try BSONDocument(unknown[...]) }
    }

    @Test(
        arguments: [
            [], [5], [5, 0, 0, 0], [4, 0, 0, 0, 0], [6, 0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF, 0], [5, 0, 0, 0, 1],
            // A string longer than the document, one of negative length, a key without an end.
            [12, 0, 0, 0, 2, 97, 0, 200, 0, 0, 0, 0], [12, 0, 0, 0, 2, 97, 0, 255, 255, 255, 255, 0],
            [8, 0, 0, 0, 0x10, 97, 97, 0],
        ] as [[UInt8]])
    func brokenBytesAreMalformed(_ bytes: [UInt8]) {
        #expect(throws: ProbeFailure.malformed(field: "reply")) { try BSONDocument(bytes[...]) }
    }

    @Test func aBrokenSubtreeThatNoOneReadsDoesNoHarm() throws {
        let broken: [UInt8] = [0x03, 97, 0, 6, 0, 0, 0, 0x20, 0]
        let body = broken + [0x10, 98, 0, 5, 0, 0, 0, 0]
        let document = try BSONDocument(([UInt8(body.count + 4), 0, 0, 0] + body)[...])
        #expect(try document.integer("b") == 5)
        #expect(throws: ProbeFailure.malformed(field: "a")) { try document.document("a") }
    }
}
