internal import Alerting
internal import History
internal import QueueExecutor
internal import ReplicationCore

/// What admins change through the control socket. Each is answered when it is on disk, or with why it is not.
extension Coordinator {
    /// The outcome of an action: what it came to, and why it would be forgotten by a restart, if so.
    struct Done<Value: Sendable>: Sendable {
        var value: Value
        var notSaved: String?
    }

    /// Silences what matches, from now on.
    func addSilence(
        _ matcher: AlertMatcher, for duration: Duration, author: String, reason: String
    ) async -> Done<Silence> {
        let wallNow = MonotonicClock.wallNow()
        let silence = Silence(
            id: unusedSilenceID(), matcher: matcher, startsAt: wallNow, endsAt: wallNow.advanced(by: duration),
            author: author, reason: reason)
        desk.add(silence, at: wallNow)
        return Done(value: silence, notSaved: await saveNow { HistoryBatch(silences: $0.silences) })
    }

    /// Ends a silence before its time; `nil` when there is none of this id.
    func expireSilence(_ id: Silence.ID) async -> Done<Silence>? {
        guard let silence = desk.expireSilence(id, at: MonotonicClock.wallNow()) else { return nil }
        return Done(value: silence, notSaved: await saveNow { HistoryBatch(silences: $0.silences) })
    }

    /// Notes who takes care of the firing alerts that match; returns them.
    func acknowledge(_ matcher: AlertMatcher, author: String, comment: String) async -> Done<[Alert]> {
        let wallNow = MonotonicClock.wallNow()
        let touched = desk.acknowledge(matcher, Acknowledgement(author: author, at: wallNow, comment: comment))
        guard !touched.isEmpty else { return Done(value: [], notSaved: nil) }
        let saved = await saveNow { desk in
            HistoryBatch(alerts: desk.memories(at: MonotonicClock.now(), wallNow: MonotonicClock.wallNow()))
        }
        return Done(value: touched, notSaved: saved)
    }

    /// What happened since an instant, oldest first.
    func events(since: WallInstant?, limit: Int) async -> [Event] {
        await history?.events(since: since, limit: limit) ?? []
    }

    /// Notes something that happened to replmon itself.
    func note(_ kind: Event.Kind, _ summary: String) {
        desk.note(Event(at: MonotonicClock.wallNow(), kind: kind, summary: summary))
        evaluate(at: MonotonicClock.now())
    }

    /// Judges everything anew, so that whoever looks after the answer sees it, then keeps what has come of it, and
    /// waits until it is on disk.
    private func saveNow(_ batch: (AlertDesk) -> HistoryBatch) async -> String? {
        let now = MonotonicClock.now()
        takeLateMemories(at: now)
        evaluate(at: now)
        history?.record(batch(desk))
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
            if !desk.silences.contains(where: { $0.id == id }) { return id }
        }
    }
}
