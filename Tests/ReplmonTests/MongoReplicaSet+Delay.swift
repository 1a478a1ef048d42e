import FoundationEssentials
import ReplicationLab

extension MongoReplicaSet {
    /// Changes the delay of a member that is delayed, in whole seconds.
    func setDelay(of name: String, to delay: Duration) throws {
        let address = try member(name).address
        try reconfigure { configuration in
            let members = configuration["members"]?.array.map { entry in
                guard entry["host"]?.string == address else { return entry }
                var entry = entry
                // Renamed in 5.0.
                for field in ["secondaryDelaySecs", "slaveDelay"] where entry[field] != nil {
                    entry[field] = .int(Int(delay.components.seconds))
                }
                return entry
            }
            configuration["members"] = .array(members ?? [])
        }
    }

    /// Waits until every oplog reaches back further than that.
    func waitUntilOlder(than age: Duration) throws {
        try waitUntil("\(name) to be \(age) old", within: age + .seconds(30), poll: .milliseconds(500)) {
            let begin = Date.now.timeIntervalSince1970 - Double(age.components.seconds)
            return try members.filter { !$0.isArbiter }.allSatisfy { try Double($0.earliestOptime().seconds) < begin }
        }
    }
}
