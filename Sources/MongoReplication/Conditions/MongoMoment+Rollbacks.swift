internal import ReplicationCore

extension MongoMoment {
    /// For how long a rollback is told.
    private static let rollbackShown = Duration.seconds(3600)

    /// Whether each data-bearing member undid writes lately.
    var rollbackConditions: [Condition] {
        members.filter { !isArbiter($0) }.map { rollback(of: $0) }
    }

    private func rollback(of host: String) -> Condition {
        let recent = ledger.rollbacks.filter {
            $0.member == host && $0.noticedAt.duration(to: now) < Self.rollbackShown
        }
        func answer(_ truth: Condition.Truth, _ summary: String, _ evidence: [Evidence] = []) -> Condition {
            Condition(.mongoRollback, node: host, truth: truth, summary: summary, evidence: evidence, causes: [host])
        }
        let certain = recent.filter { !$0.mayBeUncleanEnd }
        guard let newest = certain.first else {
            if let reason = serverSilence(of: host, privilege: "serverStatus") {
                return answer(.unknown(reason), reason)
            }
            guard let uncertain = recent.first else { return answer(.clear, "\(host) was not seen to roll back") }
            return answer(
                .clear,
                "\(host) was restarted and its rbid rose by one: its process ended uncleanly, or writes were rolled "
                    + "back",
                [Evidence("rbid", "\(uncertain.rollbackID)")] + bracket(of: uncertain))
        }
        let count = certain.reduce(Int64(0)) { sum, record in
            let (total, overflow) = sum.addingReportingOverflow(record.count)
            return overflow ? .max : total
        }
        return answer(
            .holds,
            "\(host) rolled back writes between \(HumanText.age(newest.after.duration(to: now))) and "
                + "\(HumanText.age(newest.noticedAt.duration(to: now))) ago"
                + (count > 1 ? ", \(count) rollbacks within the hour" : ""),
            [Evidence("rollbacks", "\(count)"), Evidence("rbid", "\(newest.rollbackID)")]
                + bracket(of: newest))
    }

    /// Between which readings it was.
    private func bracket(of record: RollbackRecord) -> [Evidence] {
        [
            Evidence("after_seconds_ago", "\(secondsAgo(record.after))"),
            Evidence("noticed_seconds_ago", "\(secondsAgo(record.noticedAt))"),
        ]
    }

    private func secondsAgo(_ instant: MonotonicInstant) -> Int64 {
        instant.duration(to: now).components.seconds
    }

    /// Why a member tells nothing now; `nil` when it answers as one.
    func silence(of host: String) -> String? {
        guard reading(host) != nil else {
            return nodes[host]?.record.staleReason(host, at: now) ?? "\(host) has not been polled yet"
        }
        return memberReading(host) == nil ? "\(host) answers, but not as a member of this set" : nil
    }

    /// Why a data-bearing member's slower facts are not known; `nil` when they are.
    func serverSilence(of host: String, privilege: String) -> String? {
        guard let reading = memberReading(host) else { return silence(of: host) }
        if let failure = reading.statusFailure { return "\(host) does not show \(privilege): \(failure)" }
        guard let server = reading.server else { return "\(host): \(privilege) has not been read yet" }
        return server.denied.contains(privilege)
            ? "\(host): missing privilege \(privilege) (clusterMonitor has it)" : nil
    }
}
