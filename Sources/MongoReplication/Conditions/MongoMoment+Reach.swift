internal import ReplicationCore

extension MongoMoment {
    /// Who is reached, by us and by the others.
    var reachConditions: [Condition] {
        let whereabouts = Dictionary(
            members.map { ($0, self.whereabouts(of: $0)) }, uniquingKeysWith: { $1 })
        return [clusterUnreachable]
            + members.flatMap { host in
                let found = whereabouts[host] ?? .unseen("\(host) has not been polled yet")
                return [down(host, found), unreachable(host, found)]
            } + partitionConditions(whereabouts)
    }

    private var clusterUnreachable: Condition {
        ClusterReachability.condition(
            of: members.map { ($0, nodes[$0]?.record ?? NodeRecord()) }, limits: limits, at: now)
    }

    /// Down: no answer to us, and no peer has heard it since.
    private func down(_ host: String, _ whereabouts: Whereabouts) -> Condition {
        let (truth, summary): (Condition.Truth, String) =
            switch whereabouts {
            case .answers: (.clear, "\(host) answers")
            case .unseen(let reason): (.unknown(reason), reason)
            case .refuses(let failure): (.clear, "\(host) runs, but: \(failure)")
            case .nonsense(let failure): (.holds, "\(host) does not answer as a MongoDB member: \(failure)")
            case .heard(let sign, _): (.clear, "\(host) lives: \(sign.text)")
            case .unheard(let failure): (.holds, "\(host) does not answer, and \(unheardBy(host)): \(failure)")
            }
        return Condition(
            .mongoMemberDown, node: host, truth: truth, summary: summary,
            evidence: truth == .clear ? [] : silenceEvidence(host))
    }

    private func unheardBy(_ host: String) -> String {
        let witnesses = peerViews(of: host).map(\.witness)
        return witnesses.isEmpty
            ? "no other member can be asked about it" : "nor does \(witnesses.joined(separator: " or ")) hear it"
    }

    private func unreachable(_ host: String, _ whereabouts: Whereabouts) -> Condition {
        let (truth, summary): (Condition.Truth, String) =
            switch whereabouts {
            case .answers, .refuses, .nonsense: (.clear, "\(host) is reached from here")
            case .unseen(let reason): (.unknown(reason), reason)
            case .heard(let sign, let failure):
                (.holds, "\(host) does not answer replmon, but lives: \(sign.text): \(failure)")
            case .unheard: (.clear, "\(host) is not reached by anyone")
            }
        return Condition(
            .mongoMemberUnreachable, node: host, truth: truth, summary: summary,
            evidence: truth == .clear ? [] : silenceEvidence(host))
    }

    private func silenceEvidence(_ host: String) -> [Evidence] {
        let record = nodes[host]?.record ?? NodeRecord()
        let testimony = peerViews(of: host).map { view in
            Evidence(
                "seen_by", of: view.witness,
                (view.row.healthy ? view.row.state.name : "not reachable")
                    + (view.heardAgo.map { ", heard \(HumanText.age($0)) ago" } ?? ""))
        }
        return [
            Evidence("reason", optional: record.failure?.reason),
            Evidence("error", optional: record.failure),
            Evidence("reach", record.reach.octal),
        ].compactMap(\.self) + testimony
    }
}
