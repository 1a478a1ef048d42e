/// A password that does not print: neither interpolated, nor debugged, nor dumped, alone or inside another value.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The password itself, for the one call that needs it.
    package let revealed: String

    /// A secret of this text.
    package init(_ text: String) {
        revealed = text
    }

    /// Always the same text, whatever the password.
    package var description: String { "<secret>" }
    /// Always the same text, whatever the password.
    package var debugDescription: String { description }
    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
