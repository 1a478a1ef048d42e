internal import ReplicationCore

/// When queries were last cancelled on a standby for the sake of replay, and how many.
///
/// Counters that go down (statistics reset, crash) are a new base, as is the first sight of them: neither is a
/// cancelled query.
struct ConflictHistory: Sendable, Hashable {
    /// How long a cancelled query is reported.
    static let window = Duration.seconds(300)
    /// Increases closer together than this are kept as one: memory is bounded by `window / grain`.
    private static let grain = Duration.seconds(5)

    private var base: RecoveryConflicts?
    private var increases: [Increase] = []

    private struct Increase: Sendable, Hashable {
        var first: MonotonicInstant
        var last: MonotonicInstant
        var count: RecoveryConflicts
    }

    mutating func record(_ reading: PostgresReading, at instant: MonotonicInstant) {
        let before = base
        base = reading.standby?.recoveryConflicts
        increases.removeAll { $0.last.duration(to: instant) >= Self.window }
        guard let before, let base, let increase = base.increase(since: before) else { return }
        if let newest = increases.last, newest.first.duration(to: instant) < Self.grain {
            increases[increases.count - 1].last = instant
            increases[increases.count - 1].count = newest.count.adding(increase)
        } else {
            increases.append(Increase(first: instant, last: instant, count: increase))
        }
    }

    /// The queries cancelled within the window before `now`; `nil` when none was.
    func recent(at now: MonotonicInstant) -> RecoveryConflicts? {
        let recent = increases.filter { $0.last.duration(to: now) < Self.window }
        return recent.isEmpty ? nil : recent.reduce(RecoveryConflicts()) { $0.adding($1.count) }
    }

    /// When the last of them was noticed.
    var lastIncreaseAt: MonotonicInstant? { increases.last?.last }
}

extension RecoveryConflicts {
    private static var counters: [(name: String, path: WritableKeyPath<RecoveryConflicts, Int64>)] {
        [
            ("snapshot", \.snapshot), ("lock", \.lock), ("buffer pin", \.bufferPin), ("deadlock", \.deadlock),
            ("tablespace", \.tablespace), ("logical slot", \.logicalSlot),
        ]
    }

    /// The increase of these counters since then; `nil` when there is none, or when one went down.
    fileprivate func increase(since before: RecoveryConflicts) -> RecoveryConflicts? {
        guard self != before, Self.counters.allSatisfy({ self[keyPath: $0.path] >= before[keyPath: $0.path] }) else {
            return nil
        }
        return combined(with: before) { $0.subtractingReportingOverflow($1) }
    }

    fileprivate func adding(_ other: RecoveryConflicts) -> RecoveryConflicts {
        combined(with: other) { $0.addingReportingOverflow($1) }
    }

    /// Counter by counter; what exceeds the range (no honest server counts so far) is clamped to it.
    private func combined(
        with other: RecoveryConflicts, _ operation: (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
    ) -> RecoveryConflicts {
        var result = RecoveryConflicts()
        for (_, path) in Self.counters {
            let (value, overflow) = operation(self[keyPath: path], other[keyPath: path])
            result[keyPath: path] = overflow ? .max : value
        }
        return result
    }

    /// The counters above zero, by the kind of conflict.
    var byKind: [(kind: String, count: Int64)] {
        Self.counters.map { ($0.name, self[keyPath: $0.path]) }.filter { $0.1 > 0 }
    }

    /// All kinds together.
    var total: Int64 {
        Self.counters.reduce(0) { sum, counter in
            let (value, overflow) = sum.addingReportingOverflow(self[keyPath: counter.path])
            return overflow ? .max : value
        }
    }
}
