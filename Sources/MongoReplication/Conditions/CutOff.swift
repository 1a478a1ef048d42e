internal import ReplicationCore

extension MongoConditions {
    /// Whether a member runs and is cut off from all others.
    static func cutOff(_ moment: MongoMoment, _ host: String) -> Answer {
        switch moment.isolations[host] ?? .none {
        case .none: .clear
        case .unknown(let reason): .unknown(reason)
        case .cutOff(let cutOff): .holds(text(host, cutOff), evidence(moment, host))
        }
    }

    private static func text(_ host: String, _ cutOff: Isolation.CutOff) -> String {
        let names = cutOff.others.joined(separator: ", ")
        let text =
            switch (cutOff.reachesNobody, cutOff.isReached) {
            case (true, true?): "\(host) reaches none of \(names), though they reach it: its own connections are cut"
            case (true, _): "\(host) runs, but is cut off: it reaches none of \(names), nor do they reach it"
            case (false, _): "\(host) runs, but none of the other members reaches it: connections to it are cut"
            }
        return text
            + (cutOff.failsToAuthenticate
                ? "; authentication between them fails: their keys or certificates differ" : "")
    }

    private static func evidence(_ moment: MongoMoment, _ host: String) -> [Evidence] {
        moment.members.filter { $0 != host }.compactMap { moment.peerView(of: $0, by: host) }
            .map { Evidence("reaches", of: $0.row.name, $0.text) }
            + moment.peerViews(of: host).map { Evidence("reached_by", of: $0.reporter, $0.text) }
    }
}

extension PeerView {
    /// `secondary, heard 0.4s ago`.
    var text: String {
        [
            row.healthy ? row.state.name : row.isAuthenticated ? "not reachable" : "not authenticated",
            heardAgo.map { "heard \(HumanText.age($0)) ago" },
            row.healthy ? nil : row.message.flatMap { $0.isEmpty ? nil : $0 },
        ].compactMap(\.self).joined(separator: ", ")
    }
}
