internal import ReplicationCore

/// Which observations of a node make the last words of its peers old: it begins to fail, or becomes a primary.
struct NodeNews {
    private var failing: Set<Coordinator.NodeKey> = []
    private var primaries: [Coordinator.NodeKey: Bool] = [:]

    /// Notes an observation; whether it is such news. What a node was found to be at first is none.
    mutating func isNews(_ observation: NodeObservation, of key: Coordinator.NodeKey) -> Bool {
        switch observation.result {
        case .failure: return failing.insert(key).inserted
        case .success(let reading):
            failing.remove(key)
            return becomesPrimary(if: reading.isPrimary, key)
        }
    }

    private mutating func becomesPrimary(if isPrimary: Bool, _ key: Coordinator.NodeKey) -> Bool {
        primaries.updateValue(isPrimary, forKey: key) == false && isPrimary
    }

    func isFailing(_ key: Coordinator.NodeKey) -> Bool {
        failing.contains(key)
    }

    mutating func forget(_ key: Coordinator.NodeKey) {
        failing.remove(key)
        primaries[key] = nil
    }
}
