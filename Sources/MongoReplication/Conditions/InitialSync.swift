internal import ReplicationCore

extension MongoConditions {
    /// A source that is silent for longer makes the condition critical; the member itself keeps trying for a day
    /// (`initialSyncTransientErrorRetryPeriodSeconds`).
    private static let unreachableSourceTolerance = Duration.seconds(60)
    /// Building the indexes of one large collection copies nothing for long: a standstill of this length is mentioned,
    /// and is critical only when the source is gone besides.
    private static let standstillTolerance = Duration.seconds(1800)
    /// From here on all may be copied: the sizes are estimates.
    private static let copiedShare = 0.95
    /// `numInitialSyncAttempts`, where the server does not show it.
    private static let defaultAttempts: Int64 = 10

    /// Whether a member is in initial sync, as a warning, and whether that is about to fail.
    static func initialSync(_ moment: MongoMoment, _ member: AnsweringMember) -> Answer {
        let (name, status) = (member.name, member.reading.status)
        guard member.isInSet else { return .clear }
        if status == nil, member.state == .unknown {
            return .unknown("\(name) is in no working state and does not say which: \(member.statusProblem)")
        }
        guard let progress = member.initialSync else { return .clear }
        let evidence = evidence(progress, status)
        if let danger = danger(moment, member) { return .holds("initial sync of \(name): \(danger)", evidence) }
        let done = progress.fraction.map { "\(Int($0 * 100)) % copied" } ?? "progress not known"
        let left = progress.remaining.map { ", about \(HumanText.age($0)) left" } ?? ""
        let still = status?.initialSync.flatMap { standstill(moment, member, $0) }.map { "; \($0)" } ?? ""
        return .holdsAsWarning("\(name) is in initial sync: \(done)\(left)\(still)", evidence)
    }

    /// The reason for which an initial sync may end without success; `nil` while it goes well.
    private static func danger(_ moment: MongoMoment, _ member: AnsweringMember) -> String? {
        guard let status = member.reading.status, let sync = status.initialSync else { return nil }
        let attempts = max(1, sync.maxFailedAttempts ?? defaultAttempts)
        if let failed = sync.failedAttempts, failed >= 1, failed >= attempts - attempts / 2 {
            return "\(failed) of \(attempts) attempts failed; after the last the member's process ends"
        }
        if let since = sync.sourceUnreachableSince, since.milliseconds > 0, let date = member.reading.date,
            date.since(since) > unreachableSourceTolerance
        {
            return "its source has not been reached for \(HumanText.age(date.since(since)))"
        }
        if let standstill = standstill(moment, member, sync), let source = status.syncSourceHost, !source.isEmpty,
            moment.members.contains(source), moment.reading(source) == nil, moment.signsOfLife[source] == nil
        {
            return "\(standstill), and its source \(source) is not reached"
        }
        return nil
    }

    /// For how long nothing was copied; `nil` while something is, and at the end, when indexes are built and the oplog
    /// is applied.
    private static func standstill(
        _ moment: MongoMoment, _ member: AnsweringMember, _ sync: ReplicaSetStatus.InitialSync
    ) -> String? {
        guard let since = member.history.initialSync.stoodStillSince, (sync.fraction ?? 0) < copiedShare,
            since.duration(to: moment.now) > standstillTolerance
        else { return nil }
        return "nothing was copied for \(HumanText.age(since.duration(to: moment.now)))"
    }

    private static func evidence(_ progress: InitialSyncProgress, _ status: ReplicaSetStatus?) -> [Evidence?] {
        let sync = status?.initialSync
        return [
            Evidence("copied_percent", optional: progress.fraction.map { Int($0 * 100) }),
            Evidence("copied_bytes", optional: sync?.copiedBytes),
            Evidence("total_bytes", optional: sync?.totalBytes),
            Evidence("remaining_seconds", optional: progress.remaining.map(HumanText.seconds)),
            Evidence("failed_attempts", optional: sync?.failedAttempts),
            Evidence("sync_source", optional: status?.syncSourceHost),
        ]
    }
}
