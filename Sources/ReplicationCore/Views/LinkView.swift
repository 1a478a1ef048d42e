/// One upstream → downstream replication edge, joined from both ends.
package struct LinkView: Hashable, Sendable {
    /// The node that sends; `nil` when it is not known.
    package var upstream: String?
    /// The node that receives.
    package var downstream: String
    package var state: LinkState
    /// How far the downstream is behind this upstream (which need not be the primary).
    package var lag: Lag
    /// Why `state` is what it is, with the facts from both ends.
    package var evidence: [Evidence]

    package init(upstream: String?, downstream: String, state: LinkState, lag: Lag, evidence: [Evidence] = []) {
        self.upstream = upstream
        self.downstream = downstream
        self.state = state
        self.lag = lag
        self.evidence = evidence
    }
}

/// The state of a link.
package enum LinkState: String, Hashable, Sendable, CaseIterable {
    /// Connected, and WAL arrives.
    case streaming
    /// Connected, and the upstream still sends the WAL of a gap.
    case catchup
    /// Seems connected, but the upstream's position moves and nothing arrives.
    case stalled
    /// Not connected, fed from a WAL archive.
    case archive
    /// Not connected.
    case disconnected
    /// Connected to a server that is not this cluster's upstream.
    case foreign
    /// Not known: the readings of both ends do not suffice.
    case unknown
}
