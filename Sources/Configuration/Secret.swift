/// A password that does not print: neither interpolated, nor debugged, nor dumped, alone or inside another value.
public struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The password itself, for the one call that needs it.
    public let revealed: String

    /// A secret of this text.
    public init(_ text: String) {
        revealed = text
    }

    /// Always the same word, whatever the password.
    public var description: String { "<secret>" }
    /// Always the same word, whatever the password.
    public var debugDescription: String { description }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
