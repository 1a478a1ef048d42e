/// One upstream → downstream replication edge, joined from both ends.
package struct LinkView: Hashable, Sendable {
    /// The node that sends; `nil` when nothing tells.
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
    /// Connected and live.
    case streaming
    /// Connected, live, and still sending what was missed.
    case catchup
    /// Looks connected, but the upstream moves and nothing arrives.
    case stalled
    /// Not connected, fed from a WAL archive.
    case archive
    /// Not connected.
    case disconnected
    /// Connected to something that is not this cluster's upstream.
    case foreign
    /// Not enough is seen to tell.
    case unknown
}
