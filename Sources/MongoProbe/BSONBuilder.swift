/// Writes BSON: commands are built here and passed to the driver as bytes.
struct BSONBuilder {
    private var body: [UInt8] = []

    init() {}

    init(_ elements: KeyValuePairs<String, BSONValue>) {
        for (key, value) in elements { append(key, value) }
    }

    mutating func append(_ key: String, _ value: BSONValue) {
        switch value {
        case .double(let number): element(0x01, key, Self.littleEndian(number.bitPattern))
        case .string(let text): element(0x02, key, Self.littleEndian(Int32(text.utf8.count + 1)) + text.utf8 + [0])
        case .document(let document): element(0x03, key, document.bytes)
        case .array(let array): element(0x04, key, array.bytes)
        case .objectID(let bytes): element(0x07, key, bytes)
        case .boolean(let flag): element(0x08, key, [flag ? 1 : 0])
        case .dateTime(let milliseconds): element(0x09, key, Self.littleEndian(milliseconds))
        case .null: element(0x0A, key, [])
        case .int32(let number): element(0x10, key, Self.littleEndian(number))
        case .timestamp(let seconds, let increment):
            element(0x11, key, Self.littleEndian(increment) + Self.littleEndian(seconds))
        case .int64(let number): element(0x12, key, Self.littleEndian(number))
        case .other: break
        }
    }

    /// The finished document: length, elements, final zero.
    var bytes: [UInt8] {
        Self.littleEndian(Int32(body.count + 5)) + body + [0]
    }

    private mutating func element(_ type: UInt8, _ key: String, _ value: some Collection<UInt8>) {
        body.append(type)
        body += key.utf8
        body.append(0)
        body += value
    }

    private static func littleEndian<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
        stride(from: 0, to: Integer.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: value >> Integer($0)) }
    }
}
