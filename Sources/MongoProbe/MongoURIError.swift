/// Why a `mongodb://` URI cannot be used; one line with the correction, never with the password.
package struct MongoURIError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The mistake and its correction.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
