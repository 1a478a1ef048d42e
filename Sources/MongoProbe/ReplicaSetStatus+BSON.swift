internal import Replication

extension ReplicaSetStatus {
    /// Decodes the reply to `replSetGetStatus`.
    /// <https://www.mongodb.com/docs/manual/reference/command/replSetGetStatus/>
    init(bson reply: BSONDocument) throws(ProbeFailure) {
        var members: [Member] = []
        for row in try reply.required("members", reply.documents("members")) {
            members.append(try Member(bson: row))
        }
        self.init(
            set: try reply.required("set", reply.string("set")),
            date: try reply.instant("date"),
            myState: MemberState(rawValue: try reply.required("myState", reply.int32("myState"))),
            term: try reply.integer("term"),
            // Before 4.4 the source was called `syncingTo`.
            syncSourceHost: try reply.text("syncSourceHost", or: "syncingTo"),
            members: members)
    }
}

extension ReplicaSetStatus.Member {
    fileprivate init(bson row: BSONDocument) throws(ProbeFailure) {
        let isSelf = try row.boolean("self") ?? false
        let health = try row.double("health") ?? (isSelf ? 1 : nil)
        self.init(
            id: try row.required("_id", row.int32("_id")),
            name: try row.required("name", row.string("name")),
            healthy: try row.required("health", health) != 0,
            state: MemberState(rawValue: try row.required("state", row.int32("state"))),
            isSelf: isSelf,
            opTime: try row.opTime("optime"),
            lastAppliedWallTime: try row.instant("lastAppliedWallTime"),
            lastHeartbeatReceived: try row.instant("lastHeartbeatRecv"),
            syncSourceHost: try row.text("syncSourceHost", or: "syncingTo"),
            configVersion: try row.integer("configVersion"),
            uptime: try row.integer("uptime").map { .seconds($0) },
            message: try row.text("lastHeartbeatMessage", or: "infoMessage"))
    }
}
