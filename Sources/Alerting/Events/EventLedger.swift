package import ReplicationCore

/// Derives the events between one evaluation and the next: notifications of alerts, role changes, elections, rollbacks.
///
/// The state at the first evaluation of a cluster is not an event, because it is not known when it came about.
package struct EventLedger: Sendable {
    /// By cluster and node.
    private var roles: [String: [String: String]] = [:]
    /// The last known primary of each PostgreSQL cluster.
    private var primaries: [String: String] = [:]
    private var electionTerms: [String: Int64] = [:]
    /// By cluster and member, when the latest rollback was noticed. The counter itself does not identify it, because it
    /// starts again with an initial sync.
    private var rollbacks: [String: [String: MonotonicInstant]] = [:]

    /// How long the event of an election waits for the winner to report the reason.
    static let electionPatience = Duration.seconds(20)

    package init() {}

    /// The events of these clusters since their previous evaluation: by cluster role changes, elections and rollbacks, then
    /// the transitions of alerts.
    package mutating func events(
        _ views: [ClusterView], transitions: [AlertTransition], now: MonotonicInstant, wallNow: WallInstant
    ) -> [Event] {
        var events: [Event] = []
        for view in views {
            events += roleChanges(in: view, wallNow: wallNow)
            events += newElections(in: view, now: now, wallNow: wallNow)
            events += newRollbacks(in: view, now: now, wallNow: wallNow)
        }
        return events + transitions.map(Self.event)
    }

    /// Removes clusters that are no longer watched. The state of one that is added again later is not an event.
    package mutating func forget(allBut clusters: Set<String>) {
        roles = roles.filter { clusters.contains($0.key) }
        rollbacks = rollbacks.filter { clusters.contains($0.key) }
        primaries = primaries.filter { clusters.contains($0.key) }
        electionTerms = electionTerms.filter { clusters.contains($0.key) }
    }

    private mutating func roleChanges(in view: ClusterView, wallNow: WallInstant) -> [Event] {
        var events: [Event] = []
        let former = roles.removeValue(forKey: view.name) ?? [:]
        var known: [String: String] = [:]
        for node in view.nodes {
            guard node.role != "unknown" else {
                known[node.name] = former[node.name]
                continue
            }
            known[node.name] = node.role
            guard let before = former[node.name], before != node.role else { continue }
            events.append(
                Event(
                    at: wallNow, kind: .roleChanged, cluster: view.name, node: node.name,
                    summary: "\(node.name): \(before), now \(node.role)", details: ["from": before, "to": node.role]))
        }
        roles[view.name] = known
        guard view.kind == .postgresql, let primary = view.nodes.first(where: { $0.role == "primary" })?.name else {
            return events
        }
        if let former = primaries.updateValue(primary, forKey: view.name), former != primary,
            view.nodes.first(where: { $0.name == former })?.role != "primary"
        {
            events.append(
                Event(
                    at: wallNow, kind: .failover, cluster: view.name, node: primary,
                    summary: "\(primary) took over from \(former)", details: ["former_primary": former]))
        }
        return events
    }

    private mutating func newElections(
        in view: ClusterView, now: MonotonicInstant, wallNow: WallInstant
    ) -> [Event] {
        guard let set = view.replicaSet else { return [] }
        guard let last = electionTerms[view.name] else {
            // No term is lower; the first evaluation reports no election.
            electionTerms[view.name] = set.elections.first?.term ?? 0
            return []
        }
        let complete = set.elections.reversed().filter { election in
            election.term > last && election.primary != nil
                && (election.reason != nil || election.seenAt.duration(to: now) >= Self.electionPatience)
        }
        electionTerms[view.name] = max(last, complete.map(\.term).max() ?? last)
        return complete.map { election in
            Event(
                at: wallNow.advanced(by: .zero - election.seenAt.duration(to: now)), kind: .election,
                cluster: view.name, node: election.primary, summary: election.text, details: election.details)
        }
    }

    private mutating func newRollbacks(
        in view: ClusterView, now: MonotonicInstant, wallNow: WallInstant
    ) -> [Event] {
        (view.replicaSet?.rollbacks ?? []).reversed().compactMap { rollback in
            if let last = rollbacks[view.name]?[rollback.member], rollback.noticedAt <= last { return nil }
            rollbacks[view.name, default: [:]][rollback.member] = rollback.noticedAt
            let doubt = rollback.mayBeUncleanEnd ? ", or its process ended uncleanly" : ""
            return Event(
                at: wallNow.advanced(by: .zero - rollback.noticedAt.duration(to: now)), kind: .rollback,
                cluster: view.name, node: rollback.member,
                summary: "\(rollback.member) rolled back writes\(doubt)",
                details: ["count": "\(rollback.count)", "rollback_id": "\(rollback.rollbackID)"])
        }
    }

    private static func event(_ transition: AlertTransition) -> Event {
        let (alert, identity) = (transition.alert, transition.alert.identity)
        let kind: Event.Kind =
            switch transition.kind {
            case .firing where identity.name == .postgresSlotLost: .slotLost
            case .firing: .alertFiring
            case .severityChanged, .flapping, .settled: .alertChanged
            case .resolved: .alertResolved
            }
        var details = ["alert": identity.name.rawValue, "severity": alert.severity.rawValue]
        details["slot"] = identity.subject.slot
        details["upstream"] = identity.subject.upstream
        return Event(
            at: transition.at, kind: kind, cluster: identity.cluster, node: identity.subject.node,
            summary: "\(identity.name.rawValue) \(transition.kind.description(of: alert)): \(alert.summary)",
            details: details)
    }
}

extension AlertTransition.Kind {
    fileprivate func description(of alert: Alert) -> String {
        switch self {
        case .firing: "firing (\(alert.severity.rawValue))"
        case .severityChanged: "is now \(alert.severity.rawValue)"
        case .flapping: "comes and goes"
        case .settled: "is calm and fires (\(alert.severity.rawValue))"
        case .resolved: "resolved"
        }
    }
}

extension ElectionRecord {
    /// `m-b:27017 elected in term 7 (electionTimeout) after 10.2 s without a primary`.
    fileprivate var text: String {
        "\(primary ?? "a member") elected in term \(term)" + (reason.map { " (\($0))" } ?? "")
            + (withoutPrimary.map { " after \(HumanText.age($0)) without a primary" } ?? "")
    }

    fileprivate var details: [String: String] {
        var details = ["term": "\(term)"]
        details["reason"] = reason
        details["prior_primary"] = priorPrimary
        details["without_primary_seconds"] = withoutPrimary.map(HumanText.seconds)
        details["majority_writes_after_seconds"] = majorityWritesAfter.map(HumanText.seconds)
        details["elected_at"] = electedAt?.description
        return details
    }
}
