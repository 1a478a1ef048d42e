internal import ReplicationCore

extension Observation where Reading == MongoReading {
    /// The same with every member's name in lower case: names that differ in case are one member.
    /// <https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md>
    var withLowercaseHosts: Observation { map(\.withLowercaseHosts) }
}

extension MongoReading {
    fileprivate var withLowercaseHosts: MongoReading {
        var reading = self
        reading.hello.me = hello.me?.lowercased()
        reading.hello.primary = hello.primary?.lowercased()
        reading.hello.members = hello.members.map { $0.lowercased() }
        reading.status = status?.withLowercaseHosts
        reading.config = config?.withLowercaseHosts
        return reading
    }
}

extension ReplicaSetStatus {
    fileprivate var withLowercaseHosts: ReplicaSetStatus {
        var status = self
        status.syncSourceHost = syncSourceHost?.lowercased()
        status.members = members.map { member in
            var member = member
            member.name = member.name.lowercased()
            member.syncSourceHost = member.syncSourceHost?.lowercased()
            return member
        }
        return status
    }
}

extension ReplicaSetConfig {
    fileprivate var withLowercaseHosts: ReplicaSetConfig {
        var config = self
        config.members = members.map { member in
            var member = member
            member.host = member.host.lowercased()
            return member
        }
        return config
    }
}
