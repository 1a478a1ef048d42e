internal import MongoReplication
internal import ReplicationCore

/// Typed fields, tolerant where server versions differ (a number is a number in any width, a time may be a date or a
/// timestamp) and strict otherwise: absent and null are `nil`, another type is malformed, never a default.
extension BSONDocument {
    func integer(_ key: String) throws(ProbeFailure) -> Int64? {
        switch try value(key) {
        case nil, .null: return nil
        case .int32(let number): return Int64(number)
        case .int64(let number): return number
        case .double(let number):
            guard let integer = Int64(exactly: number.rounded(.towardZero)) else { throw malformed(key) }
            return integer
        default: throw malformed(key)
        }
    }

    func int32(_ key: String) throws(ProbeFailure) -> Int32? {
        guard let wide = try integer(key) else { return nil }
        guard let number = Int32(exactly: wide) else { throw malformed(key) }
        return number
    }

    func double(_ key: String) throws(ProbeFailure) -> Double? {
        switch try value(key) {
        case nil, .null: return nil
        case .int32(let number): return Double(number)
        case .int64(let number): return Double(number)
        case .double(let number): return number
        default: throw malformed(key)
        }
    }

    func boolean(_ key: String) throws(ProbeFailure) -> Bool? {
        if case .boolean(let flag) = try value(key) { return flag }
        return try double(key).map { $0 != 0 }
    }

    func string(_ key: String) throws(ProbeFailure) -> String? {
        switch try value(key) {
        case nil, .null: return nil
        case .string(let text): return text
        default: throw malformed(key)
        }
    }

    /// The string; the empty one counts as absent (`syncSourceHost` without a source).
    func text(_ key: String) throws(ProbeFailure) -> String? {
        guard let text = try string(key), !text.isEmpty else { return nil }
        return text
    }

    func strings(_ key: String) throws(ProbeFailure) -> [String] {
        var strings: [String] = []
        for value in try array(key)?.values() ?? [] {
            guard case .string(let text) = value else { throw malformed(key) }
            strings.append(text)
        }
        return strings
    }

    func document(_ key: String) throws(ProbeFailure) -> BSONDocument? {
        switch try value(key) {
        case nil, .null: return nil
        case .document(let document): return document
        default: throw malformed(key)
        }
    }

    func documents(_ key: String) throws(ProbeFailure) -> [BSONDocument]? {
        guard let array = try array(key) else { return nil }
        var documents: [BSONDocument] = []
        for value in try array.values() {
            guard case .document(let document) = value else { throw malformed(key) }
            documents.append(document)
        }
        return documents
    }

    func objectID(_ key: String) throws(ProbeFailure) -> [UInt8]? {
        switch try value(key) {
        case nil, .null: return nil
        case .objectID(let bytes): return bytes
        default: throw malformed(key)
        }
    }

    func instant(_ key: String) throws(ProbeFailure) -> WallInstant? {
        switch try value(key) {
        case nil, .null: return nil
        case .dateTime(let milliseconds): return WallInstant(milliseconds: milliseconds)
        case .timestamp(let seconds, _): return WallInstant(milliseconds: Int64(seconds) * 1000)
        default: throw malformed(key)
        }
    }

    /// An optime: `{ts, t}` under protocol version 1, a bare timestamp before.
    func opTime(_ key: String) throws(ProbeFailure) -> OpTime? {
        switch try value(key) {
        case nil, .null: return nil
        case .timestamp(let seconds, let increment):
            return OpTime(seconds: seconds, increment: increment, term: -1)
        case .document(let document):
            guard case .timestamp(let seconds, let increment) = try document.value("ts") else {
                throw document.malformed("ts")
            }
            return OpTime(seconds: seconds, increment: increment, term: try document.integer("t") ?? -1)
        default: throw malformed(key)
        }
    }

    func milliseconds(_ key: String) throws(ProbeFailure) -> Duration? {
        try integer(key).map { .milliseconds($0) }
    }

    /// When an entry was written or a heartbeat came; the epoch, which servers send for "never", is `nil`.
    func wallTime(_ key: String) throws(ProbeFailure) -> WallInstant? {
        guard let instant = try instant(key), instant > WallInstant(milliseconds: 0) else { return nil }
        return instant
    }

    /// A delayed member's delay: renamed in 5.0, and an int or a long before.
    func delay() throws(ProbeFailure) -> Duration? {
        let former = try integer("slaveDelay")
        guard let seconds = try integer("secondaryDelaySecs") ?? former else { return nil }
        return .seconds(max(0, seconds))
    }

    /// An optional field: when it is malformed it is unknown, and the rest of the reply is kept.
    func extra<Value>(_ read: (BSONDocument) throws -> Value?) -> Value? {
        do { return try read(self) } catch { return nil }
    }

    private func array(_ key: String) throws(ProbeFailure) -> BSONDocument? {
        switch try value(key) {
        case nil, .null: return nil
        case .array(let array): return array
        default: throw malformed(key)
        }
    }

    /// The string of the first of two names that exists: fields were renamed between versions.
    func text(_ key: String, or former: String) throws(ProbeFailure) -> String? {
        guard let text = try text(key) else { return try text(former) }
        return text
    }

    /// The value of a field that every reply has.
    func required<Value>(_ key: String, _ value: Value?) throws(ProbeFailure) -> Value {
        guard let value else { throw malformed(key) }
        return value
    }
}

extension [UInt8] {
    /// Two digits a byte, as MongoDB's shell writes an object id.
    var hexadecimal: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
