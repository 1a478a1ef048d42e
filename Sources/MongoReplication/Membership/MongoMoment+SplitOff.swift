internal import ReplicationCore

extension MongoMoment {
    /// Members that left the newest configuration and go on without it as members of this set, a primary among them:
    /// after a forced reconfiguration of one half the other half, or a removed member that was forced into a set of
    /// its own. A member that has not heard of its removal does not count, nor does another address of a member.
    func findSplitOff() -> [String] {
        membership.departures.keys.sorted().filter { host in
            guard let departure = membership.departures[host], let node = nodes[host], let reading = node.lastReading,
                let readAt = node.record.lastReadingAt, readAt > departure,
                readAt.duration(to: now) < ReplicaSetMembership.departureShown, belongs(reading.hello),
                reading.hello.me.map({ !members.contains($0) }) ?? true
            else { return false }
            if let config, let own = reading.config, !own.isSameSet(as: config) { return false }
            return reading.hello.isWritablePrimary || reading.hello.primary.map { !members.contains($0) } ?? false
        }
    }

    /// Those of them that take writes.
    var splitOffPrimaries: [String] {
        splitOff.filter { nodes[$0]?.lastReading?.hello.isWritablePrimary == true }
    }
}
