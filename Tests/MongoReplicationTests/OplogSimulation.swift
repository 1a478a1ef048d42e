import TestSupport

@testable import MongoReplication
@testable import ReplicationCore

/// A primary that writes entries at known times, and a secondary that applies them late, pauses and catches up.
///
/// Several entries may share a millisecond; an idle primary writes one each ten seconds. Times are seconds of the
/// monitor's clock; the primary's wall clock is another one.
struct OplogSimulation {
    struct Entry {
        var at: Double
        var position: OpTime
        var written: WallInstant
    }

    private(set) var entries: [Entry] = []
    /// Ascending: from `start` on the secondary has applied what is `delay` old.
    private var phases: [(start: Double, delay: Double)] = []
    let end: Double

    init(using random: inout Seeded) {
        var time = 0.0
        while entries.count < 1500 {
            entries.append(Self.entry(after: entries.last, at: time))
            switch Int.random(in: 0..<10, using: &random) {
            case ..<3: break
            case ..<7: time += .random(in: 0...0.3, using: &random)
            default: time += .random(in: 0...10, using: &random)
            }
        }
        end = time
        var start = 0.0
        while start < end {
            let delay =
                Bool.random(using: &random)
                ? .random(in: 0...0.02, using: &random)
                : Double.random(in: 0...120, using: &random)
            phases.append((start, delay))
            start += .random(in: 1...200, using: &random)
        }
    }

    private static func entry(after last: Entry?, at time: Double) -> Entry {
        let written = WallInstant.clock(at: .at(time), skew: .seconds(-77))
        let second = UInt32(clamping: written.milliseconds / 1000)
        let increment = last.map { $0.position.seconds == second ? $0.position.increment + 1 : 1 } ?? 1
        return Entry(at: time, position: OpTime(seconds: second, increment: increment, term: 1), written: written)
    }

    /// How many entries the primary had written.
    func written(at time: Double) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].at <= time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// How many of them the secondary had applied; never fewer than before, and the first always.
    func applied(at time: Double) -> Int {
        phases.prefix { $0.start <= time }.indices.map { index in
            let until = index + 1 < phases.count ? min(time, phases[index + 1].start) : time
            return written(at: until - phases[index].delay)
        }.max().map { max(1, $0) } ?? 1
    }

    /// How long ago the first entry was written that the secondary lacks; 0 when it has all.
    func lag(at time: Double) -> Double {
        let applied = applied(at: time)
        return applied < written(at: time) ? time - entries[applied].at : 0
    }

    /// The newest of the first `count` entries.
    func newest(of count: Int) -> Entry? {
        count > 0 ? entries[count - 1] : nil
    }

    func date(at time: Double) -> WallInstant {
        .clock(at: .at(time), skew: .seconds(-77))
    }
}
