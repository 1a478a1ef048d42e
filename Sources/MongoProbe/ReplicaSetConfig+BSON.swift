internal import MongoReplication
internal import ReplicationCore

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
            term: config.extra { try $0.integer("term") },
            members: members)
        settings = Settings(bson: config.extra { try $0.document("settings") })
    }
}

extension ReplicaSetConfig.Member {
    fileprivate init(bson row: BSONDocument) throws(ProbeFailure) {
        self.init(
            id: try row.required("_id", row.int32("_id")),
            host: try row.required("host", row.string("host")),
            arbiterOnly: try row.boolean("arbiterOnly") ?? false,
            hidden: try row.boolean("hidden") ?? false,
            priority: try row.double("priority") ?? 1,
            votes: try row.int32("votes") ?? 1,
            delay: try row.delay() ?? .zero)
        newlyAdded = row.extra { try $0.boolean("newlyAdded") } ?? false
    }
}

extension ReplicaSetConfig.Settings {
    fileprivate init(bson settings: BSONDocument?) {
        self.init()
        guard let settings else { return }
        replicaSetID = settings.extra { try $0.objectID("replicaSetId") }?.hexadecimal
        chainingAllowed = settings.extra { try $0.boolean("chainingAllowed") } ?? chainingAllowed
        heartbeatInterval =
            settings.extra { try $0.milliseconds("heartbeatIntervalMillis") } ?? heartbeatInterval
        heartbeatTimeout =
            settings.extra { try $0.integer("heartbeatTimeoutSecs") }.map { .seconds($0) } ?? heartbeatTimeout
        electionTimeout = settings.extra { try $0.milliseconds("electionTimeoutMillis") } ?? electionTimeout
    }
}
