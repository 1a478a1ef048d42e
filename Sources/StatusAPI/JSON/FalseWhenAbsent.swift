/// A flag that a document of an earlier release does not have, and that is then `false`.
@propertyWrapper
package struct FalseWhenAbsent: Decodable, Sendable, Hashable {
    package var wrappedValue: Bool

    package init(wrappedValue: Bool) {
        self.wrappedValue = wrappedValue
    }

    package init(from decoder: any Decoder) throws {
        wrappedValue = try decoder.singleValueContainer().decode(Bool.self)
    }
}
