internal import ReplicationCore

/// Decides which observations make the last answers of a node's peers outdated, so that the peers are polled at once.
///
/// - A node begins to fail, or becomes a primary: the peers that answer are polled, as their answers are from before.
/// - A node answers again: the peers that fail are polled, as the network path to them may be open again too. Otherwise
///   they would count as down until their back-off ends.
struct PeerRefresh {
    private var failing: Set<NodeKey> = []
    /// Whether each node was a primary in its last reading.
    private var primaries: [NodeKey: Bool] = [:]

    /// Records an observation of `node`; returns those of `peers` that have to be polled now. A first reading makes no
    /// answer outdated.
    mutating func peersToPoll(after observation: NodeObservation, of node: NodeKey, among peers: [NodeKey]) -> [NodeKey]
    {
        switch observation.result {
        case .failure:
            let beginsToFail = failing.insert(node).inserted
            return beginsToFail ? peers.filter { !failing.contains($0) } : []
        case .success(let reading):
            let isBack = failing.remove(node) != nil
            let wasPrimary = primaries.updateValue(reading.isPrimary, forKey: node)
            let becomesPrimary = wasPrimary == false && reading.isPrimary
            return peers.filter { failing.contains($0) ? isBack : becomesPrimary }
        }
    }

    /// Forgets a node that is no longer polled.
    mutating func forget(_ node: NodeKey) {
        failing.remove(node)
        primaries[node] = nil
    }
}
