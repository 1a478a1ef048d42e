internal import ReplicationCore

extension MongoMoment {
    /// A source that is silent for longer is worth getting up for; the member itself keeps trying for a day
    /// (`initialSyncTransientErrorRetryPeriodSeconds`).
    static let unreachableSourceTolerance = Duration.seconds(60)
    /// Building the indexes of one large collection copies nothing for long: worth a word, and critical only when the
    /// source is gone besides.
    static let standstillTolerance = Duration.seconds(1800)
    /// From here on all may be copied: the sizes are estimates.
    private static let copiedShare = 0.95
    /// `numInitialSyncAttempts`, where the server does not tell.
    private static let defaultAttempts: Int64 = 10

    /// How far a member's initial sync has come; `nil` while none is under way.
    func initialSync(of host: String) -> InitialSyncProgress? {
        guard let reading = memberReading(host), isInitialSyncing(reading) else { return nil }
        guard let sync = reading.status?.initialSync else { return InitialSyncProgress() }
        return InitialSyncProgress(
            fraction: sync.fraction, remaining: sync.remaining ?? sync.estimate(at: reading.status?.date),
            failedAttempts: max(0, sync.failedAttempts ?? 0))
    }

    /// STARTUP2 is also passed through at each start: by a member that has data already.
    private func isInitialSyncing(_ reading: MongoReading) -> Bool {
        guard let status = reading.status, status.myState == .startup2 else { return false }
        if let sync = status.initialSync { return sync.endedAt == nil }
        return status.own?.position == nil
    }

    func initialSyncing(_ host: String) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: String, _ evidence: [Evidence] = []) -> Condition {
            Condition(
                .mongoInitialSync, node: host, truth: truth, summary: summary, evidence: evidence, causes: [host])
        }
        guard let reading = reading(host) else {
            return answer(.unknown("\(host) does not answer"), "\(host) does not answer")
        }
        guard belongs(reading.hello) else { return answer(.clear, "\(host) is no member of this set") }
        if reading.status == nil, state(of: host) == .unknown {
            let reason =
                "\(host) is in no working state and does not say which: "
                + (reading.statusFailure?.description ?? "no replSetGetStatus")
            return answer(.unknown(reason), reason)
        }
        guard let progress = initialSync(of: host) else {
            return answer(.clear, "\(host) is not in initial sync")
        }
        let evidence = initialSyncEvidence(progress, reading)
        if let trouble = initialSyncTrouble(host, reading) {
            return answer(.holds, "initial sync of \(host): \(trouble)", evidence)
        }
        let done = progress.fraction.map { "\(Int($0 * 100)) % copied" } ?? "progress not told"
        let left = progress.remaining.map { ", about \(HumanText.age($0)) left" } ?? ""
        let still = reading.status?.initialSync.flatMap { standstill(host, $0) }.map { "; \($0)" } ?? ""
        return answer(.holdsAsWarning, "\(host) is in initial sync: \(done)\(left)\(still)", evidence)
    }

    /// What threatens to end an initial sync without success; `nil` while it goes well.
    private func initialSyncTrouble(_ host: String, _ reading: MongoReading) -> String? {
        guard let status = reading.status, let sync = status.initialSync else { return nil }
        let attempts = max(1, sync.maxFailedAttempts ?? Self.defaultAttempts)
        if let failed = sync.failedAttempts, failed >= 1, failed >= attempts - attempts / 2 {
            return "\(failed) of \(attempts) attempts failed; after the last the member's process ends"
        }
        if let since = sync.sourceUnreachableSince, since.milliseconds > 0, let date = reading.date,
            date.since(since) > Self.unreachableSourceTolerance
        {
            return "its source has not been reached for \(HumanText.age(date.since(since)))"
        }
        if let standstill = standstill(host, sync), let source = status.syncSourceHost, !source.isEmpty,
            members.contains(source), self.reading(source) == nil, livingWitness(of: source) == nil
        {
            return "\(standstill), and its source \(source) is not reached"
        }
        return nil
    }

    /// That nothing is copied; `nil` while something is, and at the end, when indexes are built and the oplog is
    /// applied.
    private func standstill(_ host: String, _ sync: ReplicaSetStatus.InitialSync) -> String? {
        guard let since = nodes[host]?.initialSync.stoodStillSince, (sync.fraction ?? 0) < Self.copiedShare,
            since.duration(to: now) > Self.standstillTolerance
        else { return nil }
        return "nothing was copied for \(HumanText.age(since.duration(to: now)))"
    }

    private func initialSyncEvidence(_ progress: InitialSyncProgress, _ reading: MongoReading) -> [Evidence] {
        let sync = reading.status?.initialSync
        return [
            Evidence("copied_percent", optional: progress.fraction.map { Int($0 * 100) }),
            Evidence("copied_bytes", optional: sync?.copiedBytes),
            Evidence("total_bytes", optional: sync?.totalBytes),
            Evidence("remaining_seconds", optional: progress.remaining.map(HumanText.seconds)),
            Evidence("failed_attempts", optional: sync?.failedAttempts),
            Evidence("sync_source", optional: reading.status?.syncSourceHost),
        ].compactMap(\.self)
    }

    // MARK: Too stale

    /// Only the member itself knows: its sync sources' oplogs all begin after its own newest entry.
    func tooStale(_ host: String) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(.mongoMemberTooStale, node: host, truth: truth, summary: summary, causes: [host])
        }
        guard let reading = reading(host) else {
            return answer(.unknown("\(host) does not answer"), "\(host) does not answer")
        }
        guard belongs(reading.hello) else { return answer(.clear, "\(host) is no member of this set") }
        if let status = reading.status {
            return status.tooStale
                ? answer(.holds, "\(host) is too stale to catch up: no member's oplog reaches back to where it stopped")
                : answer(.clear, "\(host) is not too stale")
        }
        if reading.hello.isWritablePrimary || reading.hello.secondary {
            return answer(.clear, "\(host) is in a working state")
        }
        let reason =
            "\(host) does not say why it is in no working state: "
            + (reading.statusFailure?.description ?? "no replSetGetStatus")
        return answer(.unknown(reason), reason)
    }
}

extension ReplicaSetStatus.InitialSync {
    /// Copied of all data, 0 to 1; `nil` where either is not told.
    var fraction: Double? {
        guard let totalBytes, let copiedBytes, totalBytes > 0, copiedBytes >= 0 else { return nil }
        return min(1, Double(copiedBytes) / Double(totalBytes))
    }

    /// Until everything is copied at the pace so far; `nil` before there is one.
    func estimate(at date: WallInstant?) -> Duration? {
        guard let date, let startedAt, let fraction, fraction > 0.01 else { return nil }
        let seconds = date.since(startedAt).seconds * (1 - fraction) / fraction
        return seconds >= 0 && seconds < 1e9 ? .seconds(seconds) : nil
    }
}
