internal import ReplicationCore

extension MongoMoment {
    /// Whether most members of a configuration that hold data have left it: for another set of the same name, for
    /// another name, or for none. Those that are silent have not.
    func isAbandoned(_ config: ReplicaSetConfig) -> Bool {
        let bearers = config.members.filter { !$0.arbiterOnly }
        let left = bearers.filter { member in
            guard let reading = reading(member.host) else { return false }
            guard belongs(reading.hello) else { return true }
            return reading.config.map { !$0.isSameSet(as: config) } ?? false
        }
        return left.count > bearers.count - left.count
    }

    /// The revision of the configuration that a member has, by its own reply; arbiters show the version only.
    func revision(of host: String) -> ReplicaSetConfig.Revision? {
        memberReading(host).flatMap(\.revision)
    }

    func term(of host: String) -> Int64? {
        let reading = reading(host)
        return reading?.status?.term ?? reading?.hello.electionTerm ?? reading?.hello.lastWrite?.term
    }
}

extension MongoReading {
    /// The revision of the configuration that the member has.
    var revision: ReplicaSetConfig.Revision? {
        if let own = status?.own, let version = own.configVersion {
            return ReplicaSetConfig.Revision(version: version, term: own.configTerm)
        }
        return config?.revision ?? hello.setVersion.map { ReplicaSetConfig.Revision(version: $0) }
    }
}
