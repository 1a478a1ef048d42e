internal import Replication

extension ReplicaSetConfig {
    /// Decodes the reply to `replSetGetConfig`.
    /// <https://www.mongodb.com/docs/manual/reference/replica-configuration/>
    init(bson reply: BSONDocument) throws(ProbeFailure) {
        let config = try reply.required("config", reply.document("config"))
        var members: [Member] = []
        for row in try config.required("members", config.documents("members")) {
            members.append(try Member(bson: row))
        }
        self.init(
            set: try config.required("_id", config.string("_id")),
            version: try config.required("version", config.integer("version")),
            term: try config.integer("term"),
            members: members)
    }
}

extension ReplicaSetConfig.Member {
    fileprivate init(bson row: BSONDocument) throws(ProbeFailure) {
        // Renamed in 5.0; older servers send an int or a long.
        let slaveDelay = try row.integer("slaveDelay")
        let delay = try row.integer("secondaryDelaySecs") ?? slaveDelay
        self.init(
            id: try row.required("_id", row.int32("_id")),
            host: try row.required("host", row.string("host")),
            arbiterOnly: try row.boolean("arbiterOnly") ?? false,
            hidden: try row.boolean("hidden") ?? false,
            priority: try row.double("priority") ?? 1,
            votes: try row.int32("votes") ?? 1,
            delay: .seconds(delay ?? 0))
    }
}
