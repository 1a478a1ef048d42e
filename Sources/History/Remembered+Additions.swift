internal import Alerting

extension Remembered {
    /// All of it, as the batch that a new file begins with.
    var batch: HistoryBatch {
        HistoryBatch(alerts: alerts, silences: silences, rollbackIDs: rollbackIDs, aliveAt: aliveAt)
    }

    /// The part that is not in `known`: alerts of other subjects, silences with other ids, rollback counters that differ.
    /// `nil` if there is none.
    func additions(to known: Remembered) -> Remembered? {
        let (knownAlerts, knownSilences) = (Set(known.alerts.map(\.subject)), Set(known.silences.map(\.id)))
        let knownIDs = Set(known.rollbackIDs)
        var new = self
        new.alerts.removeAll { knownAlerts.contains($0.subject) }
        new.silences.removeAll { knownSilences.contains($0.id) }
        new.rollbackIDs.removeAll(where: knownIDs.contains)
        return new.alerts.isEmpty && new.silences.isEmpty && new.rollbackIDs.isEmpty ? nil : new
    }
}

extension AlertMemory {
    /// Identifies the alert.
    fileprivate var subject: [String?] { [name, cluster, node, upstream, slot] }
}
