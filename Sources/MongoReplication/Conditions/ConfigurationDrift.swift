internal import ReplicationCore

extension MongoConditions {
    /// Whether a member works with an older configuration than the newest known, for longer than heartbeats take to
    /// spread it; or with one of another set of the same name.
    static func configurationDrift(_ moment: MongoMoment, _ member: AnsweringMember) -> Answer {
        let name = member.name
        if let outsideReason = member.outsideReason { return .unknown(outsideReason) }
        let newest = moment.membership.newestRevision
        let own = member.reading.revision
        let evidence = [Evidence("config", optional: own), Evidence("newest_config", optional: newest)]
        if let config = moment.config, let other = member.reading.config, !other.isSameSet(as: config) {
            return .holds(
                "\(name) belongs to another set of the same name: one of the two was initiated anew",
                evidence + [
                    Evidence("replica_set_id", optional: other.settings.replicaSetID),
                    Evidence("replica_set_id_of_others", optional: config.settings.replicaSetID),
                ])
        }
        guard let newest, let own else {
            return .unknown("\(name) does not show the version of its configuration")
        }
        guard newest.isNewer(than: own), let since = moment.configStaleSince[name],
            let readAt = member.history.record.lastReadingAt
        else { return .clear }
        let staleFor = since.duration(to: readAt)
        guard staleFor > spreading(moment) else { return .clear }
        return .holds(
            "\(name) works with an old configuration (\(own)); the newest is \(newest)",
            evidence + [Evidence("old_for_seconds", "\(staleFor.components.seconds)")])
    }

    /// As long as a configuration may take to reach a member that is well: two heartbeats, one of them unanswered.
    private static func spreading(_ moment: MongoMoment) -> Duration {
        let settings = moment.config?.settings ?? ReplicaSetConfig.Settings()
        func sane(_ duration: Duration) -> Duration { min(max(.zero, duration), .seconds(60)) }
        return sane(settings.heartbeatInterval) + sane(settings.heartbeatInterval) + sane(settings.heartbeatTimeout)
    }
}
