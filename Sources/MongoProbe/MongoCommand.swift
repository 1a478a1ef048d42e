internal import ReplicationCore

/// The commands that replmon sends, as BSON: no other command is sent to a member.
enum MongoCommand {
    static let hello = BSONBuilder(["hello": .int32(1)]).bytes
    /// `hello` of servers before 4.4.2.
    static let legacyHello = BSONBuilder(["isMaster": .int32(1)]).bytes

    /// `hello` that the server answers when its topology version has moved on, or after `wait` (4.4 on).
    /// <https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-monitoring.md>
    static func awaitHello(after topologyVersion: BSONDocument, wait: Duration) -> [UInt8] {
        BSONBuilder([
            "hello": .int32(1), "topologyVersion": .document(topologyVersion),
            "maxAwaitTimeMS": .int64(wait.wholeMilliseconds),
        ]).bytes
    }

    /// `replSetGetStatus`; the server gives up after `limit` too, so that abandoned calls do not accumulate there.
    ///
    /// - Parameter initialSync: Asks for the progress of an initial sync by name, as servers before 4.2.1 require.
    static func status(limit: Duration, initialSync: Bool = false) -> [UInt8] {
        limited("replSetGetStatus", .int32(1), limit, initialSync ? ["initialSync": .int32(1)] : [:])
    }

    static func config(limit: Duration) -> [UInt8] {
        limited("replSetGetConfig", .int32(1), limit)
    }

    /// `serverStatus` without the sections that are expensive and not read. A server ignores names that it does not
    /// know. `oplog` is off unless asked for, and an error (17347) while the oplog is empty.
    /// <https://www.mongodb.com/docs/manual/reference/command/serverStatus/>
    static func serverStatus(limit: Duration, withOplog: Bool) -> [UInt8] {
        var command = BSONBuilder(["serverStatus": .int32(1)])
        if withOplog { command.append("oplog", .int32(1)) }
        for section in unreadSections { command.append(section, .int32(0)) }
        command.append("maxTimeMS", .int64(max(1, limit.wholeMilliseconds)))
        return command.bytes
    }

    private static let unreadSections = [
        "activeIndexBuilds", "asserts", "batchedDeletes", "bucketCatalog", "catalogStats", "changeStreamPreImages",
        "connections", "defaultRWConcern", "electionMetrics", "extra_info", "featureCompatibilityVersion",
        "freeMonitoring", "globalLock", "health", "hedgingMetrics", "indexBuilds", "indexBulkBuilder", "indexStats",
        "internalTransactions", "locks", "logicalSessionRecordCache", "mem", "metrics", "mirroredReads", "network",
        "opLatencies", "opReadConcernCounters", "opWriteConcernCounters", "opcounters", "opcountersRepl",
        "oplogTruncation", "planCache", "profiler", "queryAnalyzers", "querySettings", "queryStats", "queues",
        "readConcernCounters", "readPreferenceCounters", "scramCache", "serviceExecutors",
        "shardSplits", "sharding", "shardingStatistics", "spillWiredTiger", "storageEngine", "tcmalloc",
        "tenantMigrations", "ticketingSystem", "trafficRecording", "transactions", "transportSecurity",
        "twoPhaseCommitCoordinator", "watchdog", "wiredTiger",
    ]

    /// How full the oplog is; on the database `local`.
    /// <https://www.mongodb.com/docs/manual/reference/command/collStats/>
    static func oplogStats(limit: Duration) -> [UInt8] {
        limited("collStats", .string("oplog.rs"), limit)
    }

    static func featureCompatibility(limit: Duration) -> [UInt8] {
        limited("getParameter", .int32(1), limit, ["featureCompatibilityVersion": .int32(1)])
    }

    private static func limited(
        _ name: String, _ value: BSONValue, _ limit: Duration, _ more: KeyValuePairs<String, BSONValue> = [:]
    ) -> [UInt8] {
        var command = BSONBuilder([name: value])
        for (key, value) in more { command.append(key, value) }
        command.append("maxTimeMS", .int64(max(1, limit.wholeMilliseconds)))
        return command.bytes
    }
}
