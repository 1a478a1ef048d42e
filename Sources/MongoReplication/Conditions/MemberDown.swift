internal import ReplicationCore

extension MongoConditions {
    /// Whether a member answers neither replmon nor, since then, a peer.
    static func memberDown(_ moment: MongoMoment, _ host: String) -> Answer {
        switch moment.reachability(of: host) {
        case .answers, .refuses, .heard: .clear
        case .unknown(let reason): .unknown(reason)
        case .answersOtherwise(let failure):
            .holds("\(host) does not answer as a MongoDB member: \(failure)", silenceEvidence(moment, host))
        case .unheard(let failure):
            .holds(
                "\(host) does not answer, and \(unheardBy(moment, host)): \(failure)", silenceEvidence(moment, host))
        }
    }

    /// Whether a member runs, as a peer reports, and does not answer replmon.
    static func memberUnreachable(_ moment: MongoMoment, _ host: String) -> Answer {
        switch moment.reachability(of: host) {
        case .answers, .refuses, .answersOtherwise, .unheard: .clear
        case .unknown(let reason): .unknown(reason)
        case .heard(let sign, let failure):
            .holds(
                "\(host) does not answer replmon, but runs: \(sign.text): \(failure)", silenceEvidence(moment, host))
        }
    }

    private static func unheardBy(_ moment: MongoMoment, _ host: String) -> String {
        let reporters = moment.peerViews(of: host).map(\.reporter)
        return reporters.isEmpty
            ? "no other member can be asked about it" : "nor does \(reporters.joined(separator: " or ")) hear it"
    }

    private static func silenceEvidence(_ moment: MongoMoment, _ host: String) -> [Evidence?] {
        let record = moment.nodes[host]?.record ?? NodeRecord()
        let reports = moment.peerViews(of: host).map { view in
            Evidence(
                "seen_by", of: view.reporter,
                (view.row.healthy ? view.row.state.name : "not reachable")
                    + (view.heardAgo.map { ", heard \(HumanText.age($0)) ago" } ?? ""))
        }
        return [
            Evidence("reason", optional: record.failure?.reason),
            Evidence("error", optional: record.failure),
            Evidence("reach", record.reach.octal),
        ] + reports
    }
}
