internal import ReplicationCore

extension MongoConditions {
    /// Whether a member that can be asked does not reach another one that runs. A member that is cut off from all
    /// others has one finding of its own, not one per pair; two members that do not reach each other have one finding,
    /// under the first of them by name.
    static func partition(_ moment: MongoMoment, _ pair: MemberPair) -> Answer {
        let (reporter, subject) = (pair.reporter, pair.subject)
        guard let view = moment.peerView(of: subject, by: reporter) else {
            return .unknown(
                moment.reading(reporter)?.status == nil
                    ? moment.noReportReason(of: reporter) : "\(reporter) does not report on \(subject)")
        }
        if view.row.healthy { return .clear }
        switch moment.reachability(of: subject) {
        case .unknown(let reason): return .unknown(reason)
        case .answersOtherwise, .unheard: return .clear
        case .answers, .refuses, .heard: break
        }
        guard moment.isOwnAnswer(subject), moment.isOwnAnswer(reporter),
            ![reporter, subject].contains(where: { moment.isolations[$0]?.isCutOff == true })
        else { return .clear }
        if let young = [reporter, subject].first(where: { !moment.isSettled($0) }) {
            return .unknown("\(reporter) does not reach \(subject), but \(young) has answered only for a moment")
        }
        let back = moment.peerView(of: reporter, by: subject)
        if let back, !back.row.healthy, back.row.isAuthenticated == view.row.isAuthenticated, subject < reporter {
            return .clear
        }
        return .holds(
            text(moment, view, back: back, of: subject),
            [Evidence("seen_by", of: reporter, view.text), back.map { Evidence("seen_by", of: subject, $0.text) }])
    }

    /// In which direction, as far as the two show. Each member opens its own connections to the others, so that one
    /// direction can fail alone.
    private static func text(_ moment: MongoMoment, _ view: PeerView, back: PeerView?, of subject: String) -> String {
        let reporter = view.reporter
        if !view.row.isAuthenticated {
            return "\(reporter) cannot authenticate to \(subject): their keys or certificates differ"
        }
        let fact = "\(reporter) does not reach \(subject), which runs"
        if back?.row.healthy == false {
            return fact + ", nor does \(subject) reach \(reporter): the network between them is cut in both directions"
        }
        if let heardAgo = view.heardAgo, heardAgo <= moment.heartbeatTimeout {
            return fact + ", though \(reporter) heard \(subject) \(HumanText.age(heardAgo)) ago: "
                + "connections from \(reporter) to \(subject) are cut, not those back"
        }
        return fact + ": connections from \(reporter) to \(subject) are cut"
            + (view.heardAgo == nil ? "" : ", and \(reporter) does not hear it either")
    }
}
