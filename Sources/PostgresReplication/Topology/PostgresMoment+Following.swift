internal import ReplicationCore

extension PostgresMoment {
    /// The primary that a standby's lag is measured against: of its own system identifier, on the highest timeline.
    func primary(for standby: HeldReading) -> String? {
        var latest: (name: String, timeline: UInt32)?
        for name in primaries {
            let reading = reading(name)
            guard Self.sameSystem(reading, standby) else { continue }
            let timeline = reading?.timeline ?? 0
            if latest.map({ $0.timeline < timeline }) ?? true { latest = (name, timeline) }
        }
        return latest?.name
    }

    func timeline(of name: String) -> UInt32? {
        reading(name)?.timeline
    }

    /// Whether both belong to one cluster; an identifier that is not visible counts as equal.
    static func sameSystem(_ left: HeldReading?, _ right: HeldReading?) -> Bool {
        guard let left = left?.systemIdentifier, let right = right?.systemIdentifier else { return true }
        return left == right
    }

    /// The node a standby follows: by its WAL receiver, as last seen; without one, by `primary_conninfo`, by the declaration, by
    /// the last upstream, or the one primary there is. A standby declared to follow the primary counts as following its last
    /// upstream while its `primary_conninfo` is not visible.
    func followedNode(by downstream: String) -> String? {
        guard let node = nodes[downstream] else { return nil }
        if let join = node.join, join.receiverPID == node.lastReading?.standby?.receiverPID {
            return join.upstream
        }
        if let upstream = conninfoUpstream(of: downstream) { return upstream }
        if let planned = node.declaration.upstream, planned == declared.root {
            let isHidden = node.lastReading?.inventory?.primaryConninfoAddress == nil
            return (isHidden ? node.join?.upstream : nil) ?? primaryMeant(by: downstream) ?? planned
        }
        if let known = node.declaration.upstream ?? node.join?.upstream { return known }
        let primaries = primaries.filter { $0 != downstream }
        return primaries.count == 1 ? primaries.first : nil
    }

    /// The latest primary other than this node: of those that answer, else of those that were last seen as primaries.
    func presentPrimary(for name: String) -> String? {
        let own = nodes[name]?.lastReading
        let answering = primaries.filter { $0 != name && Self.sameSystem(reading($0), own) }
        if let latest = answering.max(by: { (timeline(of: $0) ?? 0) < (timeline(of: $1) ?? 0) }) {
            return latest
        }
        return names.filter {
            $0 != name && nodes[$0]?.roles.primarySince != nil && Self.sameSystem(nodes[$0]?.lastReading, own)
        }
        .max { (nodes[$0]?.roles.primarySince ?? now) < (nodes[$1]?.roles.primarySince ?? now) }
    }

    /// The present primary, unless a live WAL receiver shows that it streams another timeline.
    private func primaryMeant(by name: String) -> String? {
        guard let primary = presentPrimary(for: name) else { return nil }
        guard let streamed = reading(name)?.timeline, let latest = timeline(of: primary) else {
            return primary
        }
        return streamed == latest ? primary : nil
    }

    /// The configured node at the address in a standby's `primary_conninfo`.
    func conninfoUpstream(of downstream: String) -> String? {
        nodes[downstream]?.lastReading?.inventory?.primaryConninfoAddress.flatMap { nodeAt($0, except: downstream) }
    }

    /// The one node that has this address.
    func nodeAt(_ address: PostgresNodeDeclaration.Address, except name: String) -> String? {
        let matches = declarations.filter { $0.name != name && $0.addresses.contains(address) }.map(\.name)
        return matches.count == 1 ? matches.first : nil
    }

    /// All nodes that get their WAL through this one, the nearest first.
    func subtree(below name: String) -> [String] {
        var found: [String] = []
        var level = [name]
        while !level.isEmpty {
            level = names.filter { candidate in
                candidate != name && !found.contains(candidate) && isStandby(candidate)
                    && upstream(of: candidate).map(level.contains) == true
            }
            found += level
        }
        return found
    }
}
