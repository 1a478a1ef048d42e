extension MongoReplicaSet {
    /// The configuration that `member`, or the primary, has.
    package func configuration(of member: String? = nil) throws -> MongoDocument {
        let reply = try self.member(try member ?? waitForPrimary()).reply(to: #"{"replSetGetConfig": 1}"#)
        guard let configuration = reply["config"] else { throw LabError("no configuration in \(reply)") }
        return configuration
    }

    /// Changes the configuration on the primary, its version rising by one, and tries again while the last change is
    /// not committed.
    package func reconfigure(_ change: (inout MongoDocument) throws -> Void) throws {
        try waitUntil("\(name) to take a new configuration") {
            try reconfigure(on: try waitForPrimary(), force: false, change)
            return true
        }
    }

    /// Changes it by force on a member that need not be primary.
    package func forceReconfiguration(on member: String, _ change: (inout MongoDocument) throws -> Void) throws {
        try reconfigure(on: member, force: true, change)
    }

    /// Starts a member and adds it to the set; it begins to copy the data when this returns.
    @discardableResult
    package func add(_ plan: MongoMemberPlan) throws -> MongoMember {
        let member = try MongoMember(plan: plan, site: site, in: lab)
        try member.start()
        try reconfigure { configuration in
            let entries = configuration["members"]?.array ?? []
            let id = (entries.compactMap { $0["_id"]?.int }.max() ?? -1) + 1
            configuration["members"] = .array(entries + [try MongoDocument(json: entry(of: member, id: id))])
        }
        enlist(member)
        return member
    }

    /// Takes a member out of the configuration and returns it; its server still runs.
    ///
    /// Before 6.0 a set whose majority commit point stands still takes a new configuration by force only.
    @discardableResult
    package func remove(_ name: String, force: Bool = false) throws -> MongoMember {
        let member = try member(name)
        func takeOut(_ configuration: inout MongoDocument) {
            let rest = configuration["members"]?.array.filter { $0["host"]?.string != member.address }
            configuration["members"] = .array(rest ?? [])
        }
        if force {
            try forceReconfiguration(on: waitForPrimary()) { takeOut(&$0) }
        } else {
            try reconfigure { takeOut(&$0) }
        }
        discharge(member)
        return member
    }

    private func reconfigure(
        on name: String, force: Bool, _ change: (inout MongoDocument) throws -> Void
    ) throws {
        var configuration = try configuration(of: name)
        configuration["version"] = .int((configuration["version"]?.int ?? 0) + 1)
        try change(&configuration)
        try member(name).command(#"{"replSetReconfig": \#(try configuration.json), "force": \#(force)}"#)
    }
}
