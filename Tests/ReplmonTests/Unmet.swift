/// What a test waited for in vain, or did not expect to see.
struct Unmet: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
