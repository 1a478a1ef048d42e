internal import ReplicationCore

extension PostgresMoment {
    /// Whether fewer synchronous standbys stream than commits wait for; as a warning, whether there are just enough while one
    /// that is listed by name is missing. A cascading standby has the setting too, but accepts no commits.
    func synchronousDegraded(_ node: AnsweringNode) -> Answer {
        let (name, reading) = (node.name, node.reading)
        guard reading.isPrimary, let text = reading.settings.synchronousStandbyNames, !text.isEmpty else {
            return .clear
        }
        guard let asked = SynchronousStandbyNames(text) else {
            let reason = "synchronous_standby_names of \(name) not understood"
            return .unknown(reason, summary: "\(reason): \(text)")
        }
        let standbys = SynchronousStandbys(
            asked, senders: reading.walSenders, primaries: [name] + primaries)
        let commit = reading.settings.synchronousCommit ?? "on"
        func evidence() -> [Evidence?] { Self.synchronousEvidence(standbys, setting: text, commit: commit) }
        switch standbys.state {
        case .unknown:
            let unknown = reading.walSenders.lazy.compactMap(\.state).first { !$0.isKnown }
            let reason = unknown.map { "a WAL sender of \(name) is \"\($0)\", which replmon does not know" }
            return .unknown(
                node.blindSpot ?? reason ?? "\(name) does not show the state of its WAL senders", evidence())
        case .short:
            let summary = "\(name) has \(standbys.summary): commits wait"
            let waits = commit != "off" && commit != "local"
            return waits
                ? .holds(summary, evidence())
                : .holdsAsWarning("\(summary) that ask for it (synchronous_commit is \(commit))", evidence())
        case .withoutSpare:
            return .holdsAsWarning("\(name) has \(standbys.summary), and none to spare", evidence())
        case .complete: return .clear
        }
    }

    private static func synchronousEvidence(
        _ standbys: SynchronousStandbys, setting: String, commit: String
    ) -> [Evidence?] {
        func list(_ names: [String]) -> String? { names.isEmpty ? nil : names.joined(separator: ", ") }
        return [
            Evidence("synchronous_standby_names", setting),
            Evidence("synchronous_commit", commit),
            Evidence("needed_standbys", "\(standbys.needed)"),
            Evidence("available_standbys", list(standbys.available) ?? "none"),
            Evidence("missing_standbys", optional: list(standbys.missing)),
            Evidence("spare_standbys", "\(max(0, standbys.available.count - standbys.needed))"),
        ]
    }
}
