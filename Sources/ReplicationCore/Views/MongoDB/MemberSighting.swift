/// What one member, or replmon, says of another: one cell of the matrix of views.
package struct MemberSighting: Hashable, Sendable {
    /// Who says it; `nil` is replmon itself.
    package var witness: String?
    /// Of whom.
    package var subject: String
    /// Whether the witness reaches the subject; `nil` when the witness cannot be asked (an arbiter).
    package var reaches: Bool?
    /// The subject's state by the witness's word, in lower case.
    package var state: String?
    /// How long before now the witness last received a heartbeat from the subject: the way in the other direction.
    package var heardAgo: Duration?
    /// The witness's own words on a problem.
    package var message: String?

    package init(
        witness: String?, subject: String, reaches: Bool?, state: String? = nil, heardAgo: Duration? = nil,
        message: String? = nil
    ) {
        self.witness = witness
        self.subject = subject
        self.reaches = reaches
        self.state = state
        self.heardAgo = heardAgo
        self.message = message
    }
}
