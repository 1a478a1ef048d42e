internal import ReplicationCore

extension StatusDocument.Election {
    /// `term 7: m-b, 12 s ago: electionTimeout; before: m-a; 3.2s without a primary; majority writes after 450ms`.
    package var text: String {
        let parts = [
            reason ?? "reason not known",
            priorPrimary.map { "before: \($0)" },
            missedTerms.flatMap { $0 > 0 ? "\($0) terms before it without a winner" : nil },
            withoutPrimarySeconds.map { "\(HumanText.lag(seconds: $0)) without a primary" },
            majorityWritesAfterSeconds.map { "majority writes after \(HumanText.lag(seconds: $0))" },
        ]
        return "term \(term): \(primary ?? "winner not known"), \(HumanText.round(seconds: ageSeconds)) ago: "
            + parts.compactMap(\.self).joined(separator: "; ")
    }
}

extension StatusDocument.Rollback {
    /// `m-b: 2 rollbacks between 2026-01-02T03:04:05.678Z and 2026-01-02T03:04:10.678Z, 4 min ago; rbid is 3`.
    package var text: String {
        let rollbacks = count == 1 ? "1 rollback" : "\(count) rollbacks"
        let what = mayBeUncleanEnd == true ? "an unclean end or a rollback" : rollbacks
        return "\(member): \(what) between \(after) and \(noticedAt), \(HumanText.round(seconds: ageSeconds)) ago; "
            + "rbid is \(rollbackId)"
    }
}

extension StatusDocument.InitialSync {
    /// Copied of all data: `42%`; `nil` when it is not known.
    package var percent: String? {
        fraction.flatMap { Int(exactly: (min(max($0, 0), 1) * 100).rounded(.down)) }.map { "\($0)%" }
    }

    /// `initial sync 42%, 12 min left, 1 attempt failed`.
    package var text: String {
        let attempts = failedAttempts == 1 ? "1 attempt failed" : "\(failedAttempts) attempts failed"
        return [
            "initial sync " + (percent ?? "under way"),
            remainingSeconds.map { HumanText.round(seconds: $0) + " left" },
            failedAttempts == 0 ? nil : attempts,
        ].compactMap(\.self).joined(separator: ", ")
    }
}

extension StatusDocument.Node {
    /// The facts that only a member of a replica set has: `1 vote, priority 1; compatibility version 6.0; clock 3ms ahead`;
    /// `nil` when nothing of that is known.
    package var memberText: String? {
        let parts = [standing, initialSync?.text, compatibility, clock, certificate].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    private var standing: String? {
        let parts = [
            votes.map { $0 == 1 ? "1 vote" : "\($0) votes" },
            priority.map { "priority " + ($0 == $0.rounded() && abs($0) < 1e6 ? "\(Int($0))" : "\($0)") },
            hidden == true ? "hidden" : nil,
        ].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private var compatibility: String? {
        featureCompatibilityVersion.map { "compatibility version \($0)" }
    }

    /// Against the primary's, or the members' median without one. A difference within its error bound is none.
    private var clock: String? {
        clockSkewSeconds.map { skew in
            let bound = clockSkewErrorBoundSeconds.map { " (give or take \(HumanText.lag(seconds: $0)))" } ?? ""
            if abs(skew) <= clockSkewErrorBoundSeconds ?? 0 { return "clock as the set's" + bound }
            return "clock \(HumanText.lag(seconds: abs(skew))) \(skew < 0 ? "behind" : "ahead of") the set's"
                + bound
        }
    }

    private var certificate: String? {
        certificateExpiresAt.map { "certificate until \($0)" }
    }
}
