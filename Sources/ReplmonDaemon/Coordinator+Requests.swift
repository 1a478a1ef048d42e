internal import Alerting
internal import History
internal import QueueExecutor
internal import ReplicationCore

/// The changes that admins make through the control socket. The answer comes when a change is on disk, or says why it
/// is not.
extension Coordinator {
    /// The outcome of a request: its result, and why a restart would lose it, if so.
    struct Done<Value: Sendable>: Sendable {
        var value: Value
        var notSaved: String?
    }

    /// Silences the alerts that match, from now on.
    func addSilence(_ matcher: AlertMatcher, for duration: Duration, author: String, reason: String) async -> Done<
        Silence
    > {
        let wallNow = MonotonicClock.wallNow()
        let silence = Silence(
            id: unusedSilenceID(), matcher: matcher, startsAt: wallNow, endsAt: wallNow.advanced(by: duration),
            author: author, reason: reason)
        alerts.add(silence, at: wallNow)
        return Done(value: silence, notSaved: await saveNow { HistoryBatch(silences: $0.silences) })
    }

    /// Ends a silence before its time; `nil` if none has this id.
    func expireSilence(_ id: Silence.ID) async -> Done<Silence>? {
        guard let silence = alerts.expireSilence(id, at: MonotonicClock.wallNow()) else { return nil }
        return Done(value: silence, notSaved: await saveNow { HistoryBatch(silences: $0.silences) })
    }

    /// Records who takes care of the firing alerts that match; returns them.
    func acknowledge(_ matcher: AlertMatcher, author: String, comment: String) async -> Done<[Alert]> {
        let wallNow = MonotonicClock.wallNow()
        let acknowledged = alerts.acknowledge(matcher, Acknowledgement(author: author, at: wallNow, comment: comment))
        guard !acknowledged.isEmpty else { return Done(value: [], notSaved: nil) }
        let notSaved = await saveNow { alerts in
            HistoryBatch(alerts: alerts.memories(at: MonotonicClock.now(), wallNow: MonotonicClock.wallNow()))
        }
        return Done(value: acknowledged, notSaved: notSaved)
    }

    /// The newest events since an instant (`nil`: of all), oldest first.
    func events(since: WallInstant?, limit: Int) async -> [Event] {
        await history?.events(since: since, limit: limit) ?? []
    }

    /// Adds an event of replmon itself.
    func addEvent(_ kind: Event.Kind, _ summary: String) {
        alerts.add(Event(at: MonotonicClock.wallNow(), kind: kind, summary: summary))
        evaluateAll(at: MonotonicClock.now())
    }

    /// Judges everything anew, so that a status request after the answer shows the change. Then writes it, and waits
    /// until it is on disk. Returns why it is not.
    private func saveNow(_ batch: (AlertPipeline) -> HistoryBatch) async -> String? {
        let now = MonotonicClock.now()
        restoreLateMemories(at: now)
        evaluateAll(at: now)
        history?.record(batch(alerts))
        do {
            try await history?.flush()
            return nil
        } catch {
            return error.description
        }
    }

    private func unusedSilenceID() -> Silence.ID {
        while true {
            let id = String(UInt32.random(in: 0x1000_0000 ... .max), radix: 16)
            if !alerts.silences.contains(where: { $0.id == id }) { return id }
        }
    }
}
