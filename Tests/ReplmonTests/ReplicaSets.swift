import ReplicationLab

/// Replica sets that a monitor can log in to.
enum ReplicaSets {
    /// Primary, secondary and arbiter. Users are written on the primary and arrive on the secondary a little later; a
    /// monitor that came before them would wait half a minute before it tries again.
    static func start(in lab: Lab, keyFile: Bool) async throws -> MongoReplicaSet {
        let set = try MongoReplicaSet(in: lab, keyFile: keyFile)
        for member in set.members where keyFile && !member.isArbiter {
            try await eventually("\(member.name) to know the users", within: .seconds(30), poll: .milliseconds(50)) {
                let users = try member.command(#"{"usersInfo": "\#(MongoReplicaSet.monitorUser)"}"#)
                return users.contains("clusterMonitor")
            }
        }
        return set
    }
}
