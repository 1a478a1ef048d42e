import FoundationEssentials

/// A value of extended JSON: a reply's field, or a part of a configuration to be changed.
///
/// The order of an object's fields is lost, so a command's first field has to be written by hand.
package enum MongoDocument: Sendable, Equatable {
    /// `null`
    case null
    /// `true` or `false`
    case bool(Bool)
    /// A number without fraction, whatever its type was.
    case int(Int)
    /// Any other number.
    case double(Double)
    /// Text.
    case string(String)
    /// A list.
    case array([MongoDocument])
    /// An object, types such as `{"$oid": …}` included.
    case object([String: MongoDocument])

    /// Reads extended JSON.
    package init(json: String) throws {
        self = try JSONDecoder().decode(MongoDocument.self, from: Data(json.utf8))
    }

    /// As extended JSON.
    package var json: String {
        get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
    }

    /// A field of an object; `nil` for anything else. Set to `nil` it is removed.
    package subscript(_ name: String) -> MongoDocument? {
        get {
            if case .object(let fields) = self { fields[name] } else { nil }
        }
        set {
            guard case .object(var fields) = self else { return }
            fields[name] = newValue
            self = .object(fields)
        }
    }

    /// The field at the end of a path such as `optimes.lastCommittedOpTime`.
    package func at(_ path: String) -> MongoDocument? {
        path.split(separator: ".").reduce(self) { $0?[String($1)] }
    }

    /// A whole number, `nil` for anything else.
    package var int: Int? {
        switch self {
        case .int(let number): number
        case .object: self["$numberLong"]?.string.flatMap { Int($0) }
        default: nil
        }
    }

    /// A text, `nil` for anything else.
    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// A truth value, `nil` for anything else.
    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The elements of a list; none for anything else.
    package var array: [MongoDocument] {
        if case .array(let elements) = self { elements } else { [] }
    }
}

extension MongoDocument: Codable {
    /// Takes the first shape that fits.
    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let int = try? value.decode(Int.self) {
            self = .int(int)
        } else if let double = try? value.decode(Double.self) {
            self = .double(double)
        } else if let string = try? value.decode(String.self) {
            self = .string(string)
        } else if let array = try? value.decode([MongoDocument].self) {
            self = .array(array)
        } else {
            self = .object(try value.decode([String: MongoDocument].self))
        }
    }

    /// Writes the plain value.
    package func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .bool(let bool): try value.encode(bool)
        case .int(let int): try value.encode(int)
        case .double(let double): try value.encode(double)
        case .string(let string): try value.encode(string)
        case .array(let array): try value.encode(array)
        case .object(let fields): try value.encode(fields)
        }
    }
}

extension MongoDocument: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    /// `1`
    package init(integerLiteral value: Int) { self = .int(value) }
    /// `"text"`
    package init(stringLiteral value: String) { self = .string(value) }
    /// `true`
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}
