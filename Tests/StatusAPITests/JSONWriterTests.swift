import Foundation
import TestSupport
import Testing

@testable import StatusAPI

/// Documents are written as Foundation's encoder writes them, byte for byte.
@Suite struct JSONWriterTests {
    @Test("Every character is escaped or left as it is, as JSONEncoder does")
    func characters() throws {
        for value in Array(0..<0x300) + [0x2028, 0x2029, 0x202E, 0xFEFF, 0xFFFD, 0x10FFFF] {
            let scalar = try #require(Unicode.Scalar(UInt32(value)))
            try expectAsEncoded("a\(scalar)/\(scalar)")
        }
    }

    @Test(
        "Numbers have the digits that JSONEncoder gives them",
        arguments: [
            0, -0.0, 1, -1, 0.1, 1.0 / 3, 1250.001, 9_007_199_254_740_991, 9_007_199_254_740_992,
            -9_007_199_254_740_994, 1e15, 1e16, 1e17, 1e22, 1.5e300, -1e-7, .leastNonzeroMagnitude,
            .greatestFiniteMagnitude,
        ])
    func numbers(_ number: Double) throws {
        try expectAsEncoded(number)
    }

    @Test("Numbers of any size have the digits that JSONEncoder gives them")
    func randomNumbers() throws {
        var random = Seeded(state: 7)
        for _ in 0..<2000 {
            let number = Double(bitPattern: random.next())
            if number.isFinite { try expectAsEncoded(number) }
            try expectAsEncoded(Int64(bitPattern: random.next()))
            try expectAsEncoded((Double(random.next() % 10_000_000) / 1000))
        }
        try expectAsEncoded(UInt64.max)
        try expectAsEncoded(Int64.min)
    }

    @Test("An infinity is null", arguments: [Double.nan, .infinity, -.infinity])
    func infinities(_ number: Double) {
        #expect(written(number) == "null")
    }

    @Test("Arrays and objects nest as JSONEncoder nests them, members sorted by their bytes")
    func structures() throws {
        try expectAsEncoded([String: [[String: Bool]]]())
        try expectAsEncoded([[Int]]())
        try expectAsEncoded([
            "b": [["x": [1, nil]], [:]], "a_b": [], "aB": [["\"": []]], "é": [["z": [2], "y": [3]]], "z": [], "數": [],
        ])
    }

    private func expectAsEncoded(
        _ value: some JSONValue & Encodable, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for isPretty in [false, true] {
            let encoder = JSONEncoder()
            encoder.outputFormatting =
                isPretty
                ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
            let encoded = String(decoding: try encoder.encode(value), as: UTF8.self)
            #expect(
                Array(written(value, isPretty: isPretty).utf8) == Array(encoded.utf8), sourceLocation: sourceLocation)
        }
    }

    private func written(_ value: some JSONValue, isPretty: Bool = false) -> String {
        var json = JSONWriter(isPretty: isPretty)
        json.write(value)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
