internal import ReplicationCore

/// One standby, weighed against the others.
struct FailoverCandidate {
    var name: String
    var isExcluded: Bool
    var isSynchronous = false
    var received: LSN?
    var readiness: FailoverReadiness

    /// Whether it is to be promoted rather than `other`. Where the loss is not known (no primary was ever seen), the one
    /// that received more loses less.
    func isBetter(than other: FailoverCandidate) -> Bool {
        let (loss, otherLoss) = (readiness.lossBytes.value ?? .max, other.readiness.lossBytes.value ?? .max)
        if loss != otherLoss { return loss < otherLoss }
        if loss == .max, received != other.received {
            return (received?.rawValue ?? 0) > (other.received?.rawValue ?? 0)
        }
        if isSynchronous != other.isSynchronous { return isSynchronous }
        let (backlog, otherBacklog) = (readiness.backlogBytes.value ?? .max, other.readiness.backlogBytes.value ?? .max)
        return (backlog, name) < (otherBacklog, other.name)
    }
}
