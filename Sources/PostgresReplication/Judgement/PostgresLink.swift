internal import ReplicationCore

/// The link that ends at a node, judged from both ends.
struct PostgresLink: Sendable {
    /// The node that sends; `nil` when nothing shows it.
    var upstream: String?
    var state: LinkState
    /// Why the state is `unknown`.
    var unknownReason = "link state unknown"
    /// The facts from both ends.
    var facts: [Evidence] = []
    /// Why the downstream has no connection, as far as that is seen; none in other states than `disconnected`.
    var causes: [DisconnectCause] = []

    /// The facts, then the causes.
    var evidence: [Evidence] {
        causes.isEmpty ? facts : facts + causes.map(\.evidence)
    }
}
