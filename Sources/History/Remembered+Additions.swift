internal import Alerting

extension Remembered {
    /// All of it, as what a new file has to begin with.
    var batch: HistoryBatch {
        HistoryBatch(alerts: alerts, silences: silences, rollbackIDs: rollbackIDs, aliveAt: aliveAt)
    }

    /// What is in it and not in what was known before: alerts of other identities, silences of other ids, counters that
    /// were told differently. `nil` when there is nothing of these.
    func additions(to known: Remembered) -> Remembered? {
        let (knownAlerts, knownSilences) = (Set(known.alerts.map(\.subject)), Set(known.silences.map(\.id)))
        let knownIDs = Set(known.rollbackIDs)
        var additions = self
        additions.alerts.removeAll { knownAlerts.contains($0.subject) }
        additions.silences.removeAll { knownSilences.contains($0.id) }
        additions.rollbackIDs.removeAll(where: knownIDs.contains)
        return additions.alerts.isEmpty && additions.silences.isEmpty && additions.rollbackIDs.isEmpty ? nil : additions
    }
}

extension AlertMemory {
    /// Which alert it is of.
    fileprivate var subject: [String?] { [name, cluster, node, upstream, slot] }
}
