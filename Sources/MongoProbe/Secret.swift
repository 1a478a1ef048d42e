/// A text that must not reach a log: printing, interpolating or dumping it shows that it exists, not its content.
struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself, for the one call that needs it.
    let exposed: String

    init(_ text: String) {
        exposed = text
    }

    var description: String { "<redacted>" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}
