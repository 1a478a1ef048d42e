internal import ReplicationCore

/// Whether a member runs and is cut off from all others.
enum Isolation: Sendable {
    /// It is down, it reaches another member or is reached by one, or too few others run to say.
    case none
    case cutOff(CutOff)
    /// Not known, and why.
    case unknown(String)

    /// A member that is cut off.
    struct CutOff: Sendable {
        /// The others that run.
        var others: [String]
        var reachesNobody: Bool
        /// Whether any of the others reaches it; `nil` where none can be asked.
        var isReached: Bool?
        /// Whether authentication fails between it and another member.
        var failsToAuthenticate: Bool
    }

    var isCutOff: Bool {
        if case .cutOff = self { true } else { false }
    }
}

extension MongoMoment {
    func findIsolations() -> [String: Isolation] {
        let running = members.filter { reachability(of: $0).isRunning && isOwnAnswer($0) }
        return Dictionary(members.map { ($0, isolation(of: $0, running: running)) }) { $1 }
    }

    private func isolation(of host: String, running: [String]) -> Isolation {
        // Of two members, each reports on the other.
        if members.count < 3 { return .none }
        switch reachability(of: host) {
        case .unknown(let reason): return .unknown(reason)
        case .answersOtherwise, .unheard: return .none
        case .answers, .refuses, .heard: break
        }
        let others = running.filter { $0 != host && isSettled($0) }
        let seen = others.compactMap { peerView(of: $0, by: host) }
        let seenBy = others.compactMap { peerView(of: host, by: $0) }
        let reachesNobody = seen.count > 1 && seen.count == others.count && !seen.contains { $0.row.healthy }
        let isReachedByNobody = seenBy.count > 1 && !seenBy.contains { $0.row.healthy }
        guard reachesNobody || isReachedByNobody else {
            if others.count < 2 || !seen.isEmpty || !seenBy.isEmpty { return .none }
            return .unknown(noReportReason(of: others.first { reading($0)?.statusFailure != nil } ?? host))
        }
        guard isSettled(host) else {
            return .unknown("\(host) has answered only for a moment: the others may not have noticed it yet")
        }
        return .cutOff(
            Isolation.CutOff(
                others: others, reachesNobody: reachesNobody,
                isReached: seenBy.isEmpty ? nil : seenBy.contains { $0.row.healthy },
                failsToAuthenticate: (seen + seenBy).contains { !$0.row.healthy && !$0.row.isAuthenticated }))
    }

    /// Why a member does not report on the others.
    func noReportReason(of reporter: String) -> String {
        guard let reading = reading(reporter) else { return staleReason(reporter) }
        return "\(reporter) does not show which members it reaches"
            + (reading.statusFailure.map { ": \($0)" } ?? ": it shows no replSetGetStatus")
    }
}
