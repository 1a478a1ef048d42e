/// The way from one member to another.
struct MemberPair: Hashable, Sendable {
    /// The member that opens the connections.
    let reporter: String
    let subject: String
}
