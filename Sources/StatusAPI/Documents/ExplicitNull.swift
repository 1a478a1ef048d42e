/// An optional that is written as `null` rather than left out, so that readers of the status document can rely on the
/// key; absent reads as `null`.
@propertyWrapper
package struct ExplicitNull<Value: Codable & Sendable & Hashable>: Codable, Sendable, Hashable {
    package var wrappedValue: Value?

    package init(wrappedValue: Value?) {
        self.wrappedValue = wrappedValue
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
}

/// A flag that a document of an earlier release does not have, and that is then `false`.
@propertyWrapper
package struct FalseWhenAbsent: Codable, Sendable, Hashable {
    package var wrappedValue: Bool

    package init(wrappedValue: Bool) {
        self.wrappedValue = wrappedValue
    }

    package init(from decoder: any Decoder) throws {
        wrappedValue = try decoder.singleValueContainer().decode(Bool.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue)
    }
}

extension KeyedDecodingContainer {
    /// Chosen by synthesized `Decodable` conformances over the general form: a missing key is `nil`.
    package func decode<Value>(_ type: ExplicitNull<Value>.Type, forKey key: Key) throws -> ExplicitNull<Value> {
        try decodeIfPresent(type, forKey: key) ?? ExplicitNull(wrappedValue: nil)
    }

    /// As above: a daemon of an earlier release sends no slots.
    func decode(_ type: [StatusDocument.Slot].Type, forKey key: Key) throws -> [StatusDocument.Slot] {
        try decodeIfPresent(type, forKey: key) ?? []
    }

    /// As above: nor silences,
    func decode(_ type: [SilenceStatus].Type, forKey key: Key) throws -> [SilenceStatus] {
        try decodeIfPresent(type, forKey: key) ?? []
    }

    /// nor evaluations,
    func decode(
        _ type: [StatusDocument.AlertStatus.Evaluation].Type, forKey key: Key
    ) throws -> [StatusDocument.AlertStatus.Evaluation] {
        try decodeIfPresent(type, forKey: key) ?? []
    }

    /// nor some flags.
    func decode(_ type: FalseWhenAbsent.Type, forKey key: Key) throws -> FalseWhenAbsent {
        try decodeIfPresent(type, forKey: key) ?? FalseWhenAbsent(wrappedValue: false)
    }
}
