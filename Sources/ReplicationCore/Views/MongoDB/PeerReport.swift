/// The report of one member, or of replmon, on another member: one cell of the matrix of views.
package struct PeerReport: Hashable, Sendable {
    /// The member that reports; `nil` is replmon itself.
    package var reporter: String?
    /// The member that the report is about.
    package var subject: String
    /// Whether the reporter reaches the subject; `nil` when the reporter cannot be asked (an arbiter).
    package var reaches: Bool?
    /// The subject's state as the reporter shows it, in lower case.
    package var state: String?
    /// How long before now the reporter last received a heartbeat from the subject: the way in the other direction.
    package var heardAgo: Duration?
    /// The reporter's own message about a problem.
    package var message: String?

    package init(
        reporter: String?, subject: String, reaches: Bool?, state: String? = nil, heardAgo: Duration? = nil,
        message: String? = nil
    ) {
        self.reporter = reporter
        self.subject = subject
        self.reaches = reaches
        self.state = state
        self.heardAgo = heardAgo
        self.message = message
    }
}
