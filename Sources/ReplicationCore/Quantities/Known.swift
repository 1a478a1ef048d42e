/// A value that is known, or unknown for a stated reason. Zero never means "not known".
package enum Known<Value: Hashable & Sendable>: Hashable, Sendable {
    case known(Value)
    case unknown(String)

    /// The value, `nil` when unknown.
    package var value: Value? {
        if case .known(let value) = self { value } else { nil }
    }

    /// Why it is unknown, `nil` when known.
    package var unknownReason: String? {
        if case .unknown(let reason) = self { reason } else { nil }
    }

    package func map<Other>(_ transform: (Value) -> Other) -> Known<Other> {
        switch self {
        case .known(let value): .known(transform(value))
        case .unknown(let reason): .unknown(reason)
        }
    }
}
