internal import ReplicationCore

/// The standbys that can confirm a primary's commits, compared with `synchronous_standby_names`.
struct SynchronousStandbys: Sendable, Hashable {
    /// For how many each commit waits.
    let needed: Int
    /// Application names of the WAL senders that count now; one name may occur several times.
    let available: [String]
    /// Listed by name, and no WAL sender of that name counts now.
    let missing: [String]
    /// WAL senders that are listed and whose state is hidden from the monitoring role, or not known to replmon.
    private let hidden: Int

    /// Whether commits find enough standbys.
    enum State: Sendable, Hashable {
        /// Fewer than needed, whatever is hidden.
        case short
        /// Just as many as needed, while one that is listed by name is missing.
        case withoutSpare
        /// Enough, by the setting.
        case complete
        /// It depends on what is hidden.
        case unknown
    }

    /// `primaries` are names of nodes that are primaries, the one with the setting among them: a list that serves every
    /// node after a switchover names them too, and they are no standbys to miss.
    init(_ asked: SynchronousStandbyNames, senders: [WALSender], primaries: [String] = []) {
        let listed = senders.filter { Self.counts($0, in: asked) }
        let available = listed.filter { $0.state == .streaming }.map(\.applicationName)
        needed = asked.needed
        self.available = available
        hidden = listed.filter { $0.state?.isKnown != true }.count
        missing = asked.names.compactMap { name in
            guard case .named(let text) = name, !available.contains(where: name.matches),
                !primaries.contains(where: name.matches)
            else { return nil }
            return text
        }
    }

    /// By the server's own `sync_priority`: above zero for one that is listed and reports what it has flushed.
    /// Where it is not shown, the tools that take base backups and archive WAL count only when they are named.
    private static func counts(_ sender: WALSender, in asked: SynchronousStandbyNames) -> Bool {
        if sender.state != nil, let priority = sender.syncPriority { return priority > 0 }
        let isTool = sender.applicationName == "pg_basebackup" || sender.applicationName == "pg_receivewal"
        return isTool ? asked.listByName(sender.applicationName) : asked.list(sender.applicationName)
    }

    var state: State {
        if available.count + hidden < needed { return .short }
        if hidden > 0, available.count <= needed { return .unknown }
        return available.count == needed && !missing.isEmpty ? .withoutSpare : .complete
    }

    /// `1 of 2 synchronous standbys (db-b; missing: db-c)`.
    var summary: String {
        let names = [
            available.isEmpty ? nil : available.joined(separator: ", "),
            missing.isEmpty ? nil : "missing: \(missing.joined(separator: ", "))",
        ].compactMap(\.self)
        return "\(available.count) of \(needed) synchronous standbys"
            + (names.isEmpty ? "" : " (\(names.joined(separator: "; ")))")
    }
}
