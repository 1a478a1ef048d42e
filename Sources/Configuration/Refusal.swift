/// Why one value cannot be used, to be shown behind the name of its key.
struct Refusal: Error, Hashable {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
