/// Why a `mongodb://` URI cannot be used; one line that says what to change and never holds the password.
package struct MongoURIError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and what to do.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
