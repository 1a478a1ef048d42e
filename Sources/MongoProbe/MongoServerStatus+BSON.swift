internal import MongoReplication

/// Decodes the three replies of these values. All of them are optional: an absent value, as in older versions, or a
/// malformed one is unknown.
extension MongoServerStatus {
    /// <https://www.mongodb.com/docs/manual/reference/command/serverStatus/>
    mutating func take(serverStatus reply: BSONDocument) {
        let oplog = reply.extra { try $0.document("oplog") }
        let security = reply.extra { try $0.document("security") }
        version = reply.extra { try $0.text("version") }
        rollbackID = reply.extra { try $0.document("repl") }?.extra { try $0.integer("rbid") }
        oplogEarliest = oplog?.extra { try $0.opTime("earliestOptime") }
        oplogLatest = oplog?.extra { try $0.opTime("latestOptime") }
        isFlowControlLagged = reply.extra { try $0.document("flowControl") }?.extra { try $0.boolean("isLagged") }
        certificateExpiresAt = security?.extra { try $0.wallTime("SSLServerCertificateExpirationDate") }
    }

    /// `collStats` of the oplog: `size` is that of the entries, not of the compressed file.
    mutating func take(oplogStats reply: BSONDocument) {
        oplogBytes = reply.extra { try $0.integer("size") }
        oplogMaxBytes = reply.extra { try $0.integer("maxSize") }
    }

    /// `{version, targetVersion}`; a bare string before 3.6.
    /// <https://www.mongodb.com/docs/manual/reference/command/setFeatureCompatibilityVersion/>
    mutating func take(featureCompatibility reply: BSONDocument) {
        let parameter = reply.extra { try $0.document("featureCompatibilityVersion") }
        featureCompatibilityVersion =
            parameter?.extra { try $0.text("version") } ?? reply.extra { try $0.text("featureCompatibilityVersion") }
        featureCompatibilityTarget = parameter?.extra { try $0.text("targetVersion") }
    }
}
