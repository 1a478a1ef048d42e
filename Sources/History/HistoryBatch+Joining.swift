internal import Alerting

extension HistoryBatch {
    /// Whether there is nothing to write.
    var isEmpty: Bool { self == HistoryBatch() }

    /// Adds a newer batch: its tables replace the older ones, its lists are appended.
    mutating func append(_ newer: HistoryBatch) {
        alerts = newer.alerts ?? alerts
        silences = newer.silences ?? silences
        events += newer.events
        lagSamples += newer.lagSamples
        rollbackIDs = newer.rollbackIDs ?? rollbackIDs
        aliveAt = newer.aliveAt ?? aliveAt
    }

    /// Both as one.
    func followed(by newer: HistoryBatch) -> HistoryBatch {
        var both = self
        both.append(newer)
        return both
    }

    /// Without events and lag samples, which are only ever added to those that were kept.
    var withoutLists: HistoryBatch {
        HistoryBatch(alerts: alerts, silences: silences, rollbackIDs: rollbackIDs, aliveAt: aliveAt)
    }

    /// Without alerts, silences and rollback counters, which replace those that were kept.
    var withoutTables: HistoryBatch {
        HistoryBatch(events: events, lagSamples: lagSamples, aliveAt: aliveAt)
    }
}
