internal import ReplicationCore

extension AnsweringMember {
    /// How far its initial sync has come; `nil` while none is under way.
    var initialSync: InitialSyncProgress? {
        guard isInSet, isInitialSyncing else { return nil }
        guard let sync = reading.status?.initialSync else { return InitialSyncProgress() }
        return InitialSyncProgress(
            fraction: sync.fraction, remaining: sync.remaining ?? sync.estimate(at: reading.status?.date),
            failedAttempts: max(0, sync.failedAttempts ?? 0))
    }

    /// STARTUP2 is also passed through at each start: by a member that has data already.
    private var isInitialSyncing: Bool {
        guard let status = reading.status, status.myState == .startup2 else { return false }
        if let sync = status.initialSync { return sync.endedAt == nil }
        return status.own?.position == nil
    }
}

extension ReplicaSetStatus.InitialSync {
    /// Copied of all data, 0 to 1; `nil` where either is not known.
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
