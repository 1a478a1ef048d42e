internal import ReplicationCore

extension PostgresMoment {
    /// Whether a node changed its role within ``RoleHistory/remembered``.
    func roleChanged(_ name: String) -> Answer {
        if let change = nodes[name]?.roles.lastChange {
            let age = change.seenAt.duration(to: now)
            if age <= RoleHistory.remembered {
                return .holds(
                    "\(name) became \(change.role) \(HumanText.age(age)) ago" + change.timelines, change.evidence)
            }
        }
        return readings[name] != nil ? .clear : .unknown(staleReason(of: name))
    }
}
