internal import ReplicationCore

extension MongoConditions {
    /// For how long a rollback is shown.
    private static let rollbackShown = Duration.seconds(3600)

    /// Whether a member undid writes lately. A restart that may have raised `rbid` by itself is no rollback.
    static func rollback(_ moment: MongoMoment, _ host: String) -> Answer {
        let certain = moment.ledger.rollbacks.filter {
            $0.member == host && $0.noticedAt.duration(to: moment.now) < rollbackShown && !$0.mayBeUncleanEnd
        }
        guard let newest = certain.first else {
            guard let member = moment.answering[host] else { return .unknown(moment.staleReason(host)) }
            return member.serverSilence(privilege: "serverStatus").map { .unknown($0) } ?? .clear
        }
        let count = certain.reduce(Int64(0)) { sum, record in
            let (total, overflow) = sum.addingReportingOverflow(record.count)
            return overflow ? .max : total
        }
        let (after, noticed) = (newest.after.duration(to: moment.now), newest.noticedAt.duration(to: moment.now))
        return .holds(
            "\(host) rolled back writes between \(HumanText.age(after)) and \(HumanText.age(noticed)) ago"
                + (count > 1 ? ", \(count) rollbacks within the hour" : ""),
            [
                Evidence("rollbacks", "\(count)"), Evidence("rbid", "\(newest.rollbackID)"),
                Evidence("after_seconds_ago", "\(after.components.seconds)"),
                Evidence("noticed_seconds_ago", "\(noticed.components.seconds)"),
            ])
    }
}
