import FoundationEssentials

extension MongoReplicaSet {
    /// Inserts documents of about `bytes` bytes into `lab.documents` and returns the optime of the last one.
    ///
    /// On the primary, or on `member` when it still considers itself primary. `writeConcern` is extended JSON; with a
    /// majority it returns only after the majority has acknowledged.
    @discardableResult
    package func insert(
        _ count: Int, bytes: Int = 100, writeConcern: String = #"{"w": 1}"#, on member: String? = nil
    ) throws -> LabOptime {
        let target = try self.member(try member ?? waitForPrimary())
        let document = #"{"filling": "\#(String(repeating: "x", count: max(0, bytes)))"}"#
        let batch = max(1, 8_000_000 / max(1, document.utf8.count))
        var last: LabOptime?
        for start in stride(from: 0, to: max(1, count), by: batch) {
            let documents = repeatElement(document, count: min(batch, max(1, count) - start)).joined(separator: ",")
            let reply = try target.reply(
                to: #"{"insert": "documents", "documents": [\#(documents)], "writeConcern": \#(writeConcern)}"#,
                database: "lab")
            last = try LabOptime.inserted(reply)
        }
        guard let last else { throw LabError("nothing was inserted") }
        return last
    }

    /// Writes until the oldest entries that all running members with data have now have fallen off their oplogs;
    /// returns the last optime that was in them. Use a set with a small `oplogMegabytes`.
    ///
    /// An oplog is never shortened past the majority commit point: two of three members with data have to run.
    @discardableResult
    package func churnOplog(within limit: Duration = .seconds(120)) throws -> LabOptime {
        let mark = try insert(1)
        let running = members.filter { $0.isRunning && !$0.isArbiter }
        try waitUntil("the oplogs of \(name) to have wrapped", within: limit, poll: .milliseconds(100)) {
            try insert(20, bytes: 200_000)
            return try running.allSatisfy { try $0.earliestOptime() > mark }
        }
        return mark
    }

    /// Makes a real rollback: cuts the primary off, writes to it alone, lets another one be elected and write, and
    /// restores the network. Returns the name of the member that rolled back, when it is secondary again.
    ///
    /// Needs ``MongoNetwork/pairs``.
    @discardableResult
    package func makeRollback(documents: Int = 10) throws -> String {
        let old = try waitForPrimary()
        let before = try member(old).rollbackID()
        // A write that both sides have.
        try insert(1, writeConcern: #"{"w": "majority", "wtimeout": 20000}"#)
        try isolate(old)
        try insert(documents, on: old)
        try waitUntil("another primary than \(old)", within: .seconds(30)) {
            try Self.primary(of: members.filter { $0.name != old }).map { try insert(1, on: $0.name) } != nil
        }
        try heal()
        try waitUntil("\(old) to roll back", within: .seconds(60)) { try member(old).rollbackID() > before }
        try waitUntilComplete(within: .seconds(60))
        return old
    }

    /// Records the optime and the instants of a write made every `interval`, on whichever member is primary.
    ///
    /// Only acknowledged writes are recorded: with `{"w": "majority", "wtimeout": …}` as `writeConcern`, extended JSON,
    /// those that a majority acknowledges in time.
    package func startWriteLog(
        every interval: Duration = .milliseconds(50), writeConcern: String = #"{"w": 1}"#
    ) -> MongoWriteLog {
        MongoWriteLog(interval: interval, writeConcern: writeConcern, in: lab) { [weak self] in
            guard let self else { return nil }
            return try Self.primary(of: members)?.connection(within: .seconds(2))
        }
    }
}

extension MongoMember {
    /// The oldest optime in this member's oplog.
    package func earliestOptime() throws -> LabOptime {
        let status = try reply(to: #"{"serverStatus": 1, "oplog": 1, "metrics": 0, "wiredTiger": 0}"#)
        guard let optime = status.at("oplog.earliestOptime").flatMap(LabOptime.init) else {
            throw LabError("\(name) does not report its oldest optime")
        }
        return optime
    }

    /// `rbid`, which rises with each rollback.
    package func rollbackID() throws -> Int {
        guard let id = try reply(to: #"{"replSetGetRBID": 1}"#)["rbid"]?.int else {
            throw LabError("\(name) does not report its rbid")
        }
        return id
    }

    /// The files of a rollback: paths below `rollback` in the member's folder.
    package var rollbackFiles: [String] {
        let files = (try? FileManager.default.subpathsOfDirectory(atPath: "\(directory)/rollback")) ?? []
        return files.filter { $0.hasSuffix(".bson") }
    }
}

extension LabOptime {
    /// The optime in the reply to a write; throws when the write failed.
    ///
    /// A function, not an initializer: in a release build the optimizer of Swift 6.3.1 aborts on a throwing initializer here.
    static func inserted(_ reply: MongoDocument) throws -> LabOptime {
        for field in ["writeErrors", "writeConcernError"] {
            if let error = reply[field] { throw LabError("the insert failed: \(try error.json)") }
        }
        guard let optime = (reply["opTime"] ?? reply["operationTime"]).flatMap(LabOptime.init) else {
            throw LabError("no optime in \(reply)")
        }
        return optime
    }
}
