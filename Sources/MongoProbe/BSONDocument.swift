internal import ReplicationCore

/// A BSON document over bytes that a server sent.
///
/// Making one checks the element boundaries of this level only and copies nothing: nested documents are checked when
/// they are opened, so a reply's depth costs nothing and a large subtree that replmon does not read
/// (`initialSyncStatus`) is skipped. For any bytes the result is a value or `ProbeFailure.malformed` with the field's
/// path.
struct BSONDocument: Sendable {
    /// The whole document, its length and final zero included.
    let bytes: ArraySlice<UInt8>
    /// Where this document was found, for error messages: `members.2.optime`.
    let path: String
    private let elements: [Element]

    private struct Element {
        var type: UInt8
        var key: ArraySlice<UInt8>
        var value: ArraySlice<UInt8>
    }

    /// More elements on one level than any reply has; bounds the memory that a hostile reply can use.
    private static let elementLimit = 10_000

    init(_ bytes: ArraySlice<UInt8>, path: String = "") throws(ProbeFailure) {
        self.bytes = bytes
        self.path = path
        guard let elements = Self.elements(of: bytes) else {
            throw .malformed(field: path.isEmpty ? "reply" : path)
        }
        self.elements = elements
    }

    private static func elements(of bytes: ArraySlice<UInt8>) -> [Element]? {
        var reader = BSONReader(bytes)
        guard let length = reader.integer(Int32.self), length == bytes.count, bytes.last == 0 else { return nil }
        var elements: [Element] = []
        while let type = reader.byte(), type != 0 {
            guard elements.count < elementLimit, let key = reader.cString(), let value = reader.value(ofType: type)
            else { return nil }
            elements.append(Element(type: type, key: key, value: value))
        }
        return reader.remaining == 0 ? elements : nil
    }

    /// The first element of this name; `nil` when there is none.
    func value(_ key: String) throws(ProbeFailure) -> BSONValue? {
        guard let element = elements.first(where: { $0.key.elementsEqual(key.utf8) }) else { return nil }
        return try decode(element, key)
    }

    /// All values in order: the content of an array.
    func values() throws(ProbeFailure) -> [BSONValue] {
        var values: [BSONValue] = []
        for (index, element) in elements.enumerated() { values.append(try decode(element, String(index))) }
        return values
    }

    private func decode(_ element: Element, _ key: String) throws(ProbeFailure) -> BSONValue {
        var reader = BSONReader(element.value)
        let value: BSONValue? =
            switch element.type {
            case 0x01: reader.integer(UInt64.self).map { .double(Double(bitPattern: $0)) }
            case 0x02: Self.string(element.value).map { .string($0) }
            case 0x03: .document(try BSONDocument(element.value, path: field(key)))
            case 0x04: .array(try BSONDocument(element.value, path: field(key)))
            case 0x07: .objectID(Array(element.value))
            case 0x08: reader.byte().map { .boolean($0 != 0) }
            case 0x09: reader.integer(Int64.self).map { .dateTime($0) }
            case 0x06, 0x0A: .null
            case 0x10: reader.integer(Int32.self).map { .int32($0) }
            case 0x11: Self.timestamp(&reader)
            case 0x12: reader.integer(Int64.self).map { .int64($0) }
            default: .other(type: element.type)
            }
        guard let value else { throw malformed(key) }
        return value
    }

    private static func string(_ value: ArraySlice<UInt8>) -> String? {
        guard value.count > 4, value.last == 0 else { return nil }
        return String(decoding: value.dropFirst(4).dropLast(), as: UTF8.self)
    }

    /// A timestamp is one 64-bit number: the ordinal in the low half, the seconds in the high half.
    private static func timestamp(_ reader: inout BSONReader) -> BSONValue? {
        guard let increment = reader.integer(UInt32.self), let seconds = reader.integer(UInt32.self) else { return nil }
        return .timestamp(seconds: seconds, increment: increment)
    }

    /// The full name of a field of this document.
    func field(_ key: String) -> String {
        path.isEmpty ? key : path + "." + key
    }

    func malformed(_ key: String) -> ProbeFailure {
        .malformed(field: field(key))
    }
}

extension BSONDocument: Hashable {
    /// Documents are equal when their bytes are, wherever they were found.
    static func == (left: BSONDocument, right: BSONDocument) -> Bool {
        left.bytes == right.bytes
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(bytes)
    }
}
