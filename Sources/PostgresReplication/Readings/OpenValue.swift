internal import ReplicationCore

/// A value of a column that a later server release may extend. A value that replmon does not know is kept as it is, and no
/// conclusion is drawn from it.
package protocol OpenValue: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible
where RawValue == String {
    init(rawValue: String)

    /// The values that replmon knows.
    static var known: [Self] { get }
}

extension OpenValue {
    package init(stringLiteral value: String) {
        self.init(rawValue: value)
    }

    /// The value as the server prints it.
    package var description: String { rawValue }

    /// Whether replmon knows the meaning of the value.
    var isKnown: Bool { Self.known.contains(self) }
}
