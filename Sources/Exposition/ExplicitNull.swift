/// An optional that is written as `null` rather than left out, so that readers of the status document can rely on the
/// key; absent reads as `null`.
@propertyWrapper
public struct ExplicitNull<Value: Codable & Sendable & Hashable>: Codable, Sendable, Hashable {
    public var wrappedValue: Value?

    public init(wrappedValue: Value?) {
        self.wrappedValue = wrappedValue
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
}

extension KeyedDecodingContainer {
    /// Chosen by synthesized `Decodable` conformances over the general form: a missing key is `nil`.
    public func decode<Value>(_ type: ExplicitNull<Value>.Type, forKey key: Key) throws -> ExplicitNull<Value> {
        try decodeIfPresent(type, forKey: key) ?? ExplicitNull(wrappedValue: nil)
    }

    /// As above: a daemon of an earlier release sends no slots.
    func decode(_ type: [StatusDocument.Slot].Type, forKey key: Key) throws -> [StatusDocument.Slot] {
        try decodeIfPresent(type, forKey: key) ?? []
    }
}
