/// A simulated upstream: its position over time, bursts and idle hours included.
package struct WriteHistory {
    /// Ascending instants in seconds, with the position from then on.
    private var writes: [(at: Double, position: UInt64)] = [(0, 1)]
    package let end: Double

    package init(using random: inout Seeded) {
        var (time, position) = (0.0, UInt64(1))
        for _ in 0..<300 {
            time +=
                Bool.random(using: &random)
                ? .random(in: 0.001...1, using: &random) : .random(in: 1...90, using: &random)
            position += UInt64.random(in: 1...1_000_000, using: &random)
            writes.append((time, position))
        }
        end = time
    }

    package func position(at time: Double) -> UInt64 {
        writes.last { $0.at <= time }?.position ?? 0
    }

    /// How long ago the upstream moved past `position`; 0 while it has not.
    package func lag(of position: UInt64, at time: Double) -> Double {
        guard let passed = writes.first(where: { $0.position > position }), passed.at <= time else { return 0 }
        return time - passed.at
    }
}

/// Simulated polls of an upstream and then of a downstream, each of which takes its time.
package struct PollTimes: Sequence, IteratorProtocol {
    package struct Poll {
        package var upstreamStart, upstreamAt, upstreamEnd: Double
        package var downstreamStart, downstreamAt, downstreamEnd: Double
        /// How late the downstream applies.
        package var delay: Double
    }

    private let end: Double
    private var time = 0.0
    private var random: Seeded

    package init(upTo end: Double, using random: inout Seeded) {
        self.end = end
        self.random = Seeded(state: random.next())
    }

    package mutating func next() -> Poll? {
        guard time < end else { return nil }
        let marks = (0..<6).map { _ in Double.random(in: 0...2, using: &random) }.sorted()
        let base = time
        time += .random(in: 2...15, using: &random)
        return Poll(
            upstreamStart: base + marks[0], upstreamAt: base + marks[1], upstreamEnd: base + marks[2],
            downstreamStart: base + marks[3], downstreamAt: base + marks[4], downstreamEnd: base + marks[5],
            delay: Bool.random(using: &random) ? 0 : .random(in: 0...120, using: &random))
    }
}
