/// One peer report: the view of one member, or of replmon, of another member; one cell of the matrix of views.
package struct MemberSighting: Hashable, Sendable {
    /// The reporter; `nil` is replmon itself.
    package var witness: String?
    /// The member that the report is about.
    package var subject: String
    /// Whether the reporter reaches the subject; `nil` when the reporter cannot be asked (an arbiter).
    package var reaches: Bool?
    /// The subject's state by the reporter, in lower case.
    package var state: String?
    /// How long before now the reporter last received a heartbeat from the subject: the other direction of the link.
    package var heardAgo: Duration?
    /// The reporter's own message about a problem.
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
