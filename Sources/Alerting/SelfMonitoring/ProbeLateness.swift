package import ReplicationCore

/// Whether replmon runs its polls in time: from the slots that the polls of each node missed, and from the lateness of the
/// one-second tick. Memory is bounded by the number of nodes that miss polls.
package struct ProbeLateness: Sendable {
    /// Polls must be missed in each of this many last minutes: a single pause is no finding.
    private static let minutes = 3
    /// A tick that is later than this counts.
    private static let tickTolerance = Duration.seconds(1)
    /// This many late ticks within a minute raise the alert.
    private static let lateTickLimit = 3
    /// Missed slots are counted in intervals of this length.
    private static let step = Duration.seconds(5)

    /// One node and how many slots of its polling grid were missed since replmon was started.
    package struct Node: Hashable, Sendable {
        package var cluster: String
        package var node: String
        package var missedSlots: UInt64

        package init(cluster: String, node: String, missedSlots: UInt64) {
            self.cluster = cluster
            self.node = node
            self.missedSlots = missedSlots
        }
    }

    private struct Key: Hashable {
        var cluster: String
        var node: String
    }

    /// The slots missed in one interval of at most ``step``.
    private struct Span {
        var start: MonotonicInstant
        var missed: [Key: UInt64] = [:]
    }

    private var counters: [Key: UInt64] = [:]
    private var spans: [Span] = []
    private var lateTicks: [(at: MonotonicInstant, lateness: Duration)] = []

    package init() {}

    /// The condition of ``ReplicationCore/AlertName/replmonProbeLate``, with what has happened since the previous call.
    /// Counters of nodes that are not in `nodes` are removed.
    package mutating func condition(
        _ nodes: [Node], tickLateness: Duration, at now: MonotonicInstant
    ) -> Condition {
        note(nodes, at: now)
        if tickLateness > Self.tickTolerance { lateTicks.append((now, tickLateness)) }
        lateTicks = lateTicks.filter { $0.at.duration(to: now) < .seconds(60) }.suffix(Self.lateTickLimit)
        let isLate = lateTicks.count >= Self.lateTickLimit
        let isMissing = (0..<Self.minutes).allSatisfy { missed(inMinute: $0, before: now) }
        return Condition(
            .replmonProbeLate, truth: isLate || isMissing ? .holds : .clear,
            summary: summary(isLate: isLate, isMissing: isMissing), evidence: evidence)
    }

    private mutating func note(_ nodes: [Node], at now: MonotonicInstant) {
        var (counted, missed): ([Key: UInt64], [Key: UInt64]) = ([:], [:])
        for node in nodes {
            let key = Key(cluster: node.cluster, node: node.node)
            counted[key] = node.missedSlots
            // The counter of a node that was removed and added again starts at zero.
            guard let before = counters[key], node.missedSlots != before, node.missedSlots > 0 else { continue }
            missed[key] = node.missedSlots > before ? node.missedSlots - before : node.missedSlots
        }
        counters = counted
        spans = spans.filter { $0.start.duration(to: now) < .seconds(60 * Self.minutes) }
        guard !missed.isEmpty else { return }
        if let last = spans.indices.last, spans[last].start.duration(to: now) < Self.step {
            spans[last].missed.merge(missed, uniquingKeysWith: &+)
        } else {
            spans.append(Span(start: now, missed: missed))
        }
    }

    private func missed(inMinute index: Int, before now: MonotonicInstant) -> Bool {
        spans.contains { span in
            let age = span.start.duration(to: now)
            return age >= .seconds(60 * index) && age < .seconds(60 * (index + 1))
        }
    }

    /// The nodes that recently missed polls, the worst first.
    private var worst: [(key: Key, missed: UInt64)] {
        let sums = spans.reduce(into: [Key: UInt64]()) { sums, span in
            sums.merge(span.missed, uniquingKeysWith: &+)
        }
        return sums.map { (key: $0.key, missed: $0.value) }
            .sorted { ($1.missed, $0.key.cluster, $0.key.node) < ($0.missed, $1.key.cluster, $1.key.node) }
    }

    private func summary(isLate: Bool, isMissing: Bool) -> String {
        var parts: [String] = []
        let worst = worst
        if isMissing, let (key, missed) = worst.first {
            parts.append(
                "\(missed) polls of \(key.cluster)/\(key.node) missed within \(Self.minutes) minutes"
                    + (worst.count > 1 ? ", and polls of \(worst.count - 1) more" : ""))
        }
        if isLate { parts.append("replmon's own clock ticked late \(lateTicks.count) times within a minute") }
        return parts.isEmpty ? "polls are on time" : parts.joined(separator: "; ")
    }

    private var evidence: [Evidence] {
        worst.prefix(3).map { Evidence("missed_polls_of_\($0.key.cluster)/\($0.key.node)", "\($0.missed)") }
            + [Evidence("tick_late_seconds", optional: lateTicks.map(\.lateness.seconds).max())].compactMap(\.self)
    }
}
