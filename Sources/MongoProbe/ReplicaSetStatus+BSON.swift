internal import MongoReplication
internal import ReplicationCore

extension ReplicaSetStatus {
    /// Decodes the reply to `replSetGetStatus`. Without the members and their states it is malformed; any other absent
    /// or malformed value is unknown. <https://www.mongodb.com/docs/manual/reference/command/replSetGetStatus/>
    init(bson reply: BSONDocument) throws(ProbeFailure) {
        let optimes = reply.extra { try $0.document("optimes") }
        var members: [Member] = []
        for row in try reply.required("members", reply.documents("members")) {
            members.append(
                try Member(bson: row, ownWallTime: optimes?.extra { try $0.wallTime("lastAppliedWallTime") }))
        }
        self.init(
            set: try reply.required("set", reply.string("set")),
            date: reply.extra { try $0.instant("date") },
            myState: MemberState(rawValue: try reply.required("myState", reply.int32("myState"))),
            term: try reply.integer("term"),
            // Before 4.4 the source was called `syncingTo`.
            syncSourceHost: reply.extra { try $0.text("syncSourceHost", or: "syncingTo") },
            members: members)
        lastCommitted = optimes?.extra { try $0.opTime("lastCommittedOpTime") }
        lastCommittedWallTime = optimes?.extra { try $0.wallTime("lastCommittedWallTime") }
        majorityVoteCount = reply.extra { try $0.int32("majorityVoteCount") }
        votingMembersCount = reply.extra { try $0.int32("votingMembersCount") }
        writeMajorityCount = reply.extra { try $0.int32("writeMajorityCount") }
        election = reply.extra { try $0.document("electionCandidateMetrics") }.map { Election(bson: $0) }
        initialSync = reply.extra { try $0.document("initialSyncStatus") }.map { InitialSync(bson: $0) }
        tooStale = reply.extra { try $0.boolean("tooStale") } ?? false
    }
}

extension ReplicaSetStatus.Member {
    /// - Parameter ownWallTime: `optimes.lastAppliedWallTime` of the reply (4.2 on): the same for the member itself,
    ///   whose row has none before 4.4.11.
    fileprivate init(bson row: BSONDocument, ownWallTime: WallInstant?) throws(ProbeFailure) {
        let isSelf = try row.boolean("self") ?? false
        let health = try row.double("health") ?? (isSelf ? 1 : nil)
        self.init(
            id: try row.required("_id", row.int32("_id")),
            name: try row.required("name", row.string("name")),
            healthy: try row.required("health", health) != 0,
            state: MemberState(rawValue: try row.required("state", row.int32("state"))),
            isSelf: isSelf,
            opTime: try row.opTime("optime"),
            lastAppliedWallTime: row.extra { try $0.wallTime("lastAppliedWallTime") } ?? (isSelf ? ownWallTime : nil),
            lastHeartbeatReceived: row.extra { try $0.wallTime("lastHeartbeatRecv") },
            syncSourceHost: row.extra { try $0.text("syncSourceHost", or: "syncingTo") },
            configVersion: row.extra { try $0.integer("configVersion") },
            uptime: row.extra { try $0.integer("uptime") }.map { .seconds($0) },
            message: row.extra { try $0.text("lastHeartbeatMessage", or: "infoMessage") })
        configTerm = row.extra { try $0.integer("configTerm") }
        ping = row.extra { try $0.milliseconds("pingMs") }
        isAuthenticated = row.extra { try $0.boolean("authenticated") } ?? true
        maintenanceMode = row.extra { try $0.integer("maintenanceMode") }
    }
}

extension ReplicaSetStatus.Election {
    fileprivate init(bson metrics: BSONDocument) {
        self.init(
            reason: metrics.extra { try $0.text("lastElectionReason") },
            date: metrics.extra { try $0.wallTime("lastElectionDate") },
            // The first releases of 4.2 called it `termAtElection`.
            term: metrics.extra { try $0.integer("electionTerm") }
                ?? metrics.extra { try $0.integer("termAtElection") },
            priorPrimaryID: metrics.extra { try $0.int32("priorPrimaryMemberId") },
            majorityWritesAvailableAt: metrics.extra { try $0.wallTime("wMajorityWriteAvailabilityDate") })
    }
}

extension ReplicaSetStatus.InitialSync {
    /// `databases`, which lists every collection, is never opened.
    fileprivate init(bson sync: BSONDocument) {
        self.init(
            failedAttempts: sync.extra { try $0.integer("failedInitialSyncAttempts") },
            maxFailedAttempts: sync.extra { try $0.integer("maxFailedInitialSyncAttempts") },
            startedAt: sync.extra { try $0.wallTime("initialSyncStart") },
            endedAt: sync.extra { try $0.wallTime("initialSyncEnd") },
            totalBytes: sync.extra { try $0.integer("approxTotalDataSize") },
            copiedBytes: sync.extra { try $0.integer("approxTotalBytesCopied") },
            remaining: sync.extra { try $0.milliseconds("remainingInitialSyncEstimatedMillis") },
            sourceUnreachableSince: sync.extra { try $0.wallTime("syncSourceUnreachableSince") })
    }
}
