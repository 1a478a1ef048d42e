import TestSupport
import Testing

@testable import ReplicationCore

@Suite struct PositionClockTests {
    private static func clock(_ samples: [(UInt64, Double)], capacity: Int = 2048) -> PositionClock {
        var clock = PositionClock(capacity: capacity)
        for (position, second) in samples { clock.sample(position, at: .at(second)) }
        return clock
    }

    @Test("without a sample as old as the reading nothing is said")
    func noHistory() {
        #expect(PositionClock().reading(of: 5, at: .at(0)) == .noHistory)
        #expect(Self.clock([(10, 5)]).reading(of: 10, at: .at(4)) == .noHistory)
        #expect(PositionClock().position(at: .at(9)) == nil)
    }

    @Test(
        "an idle hour before a burst is not lag",
        arguments: [
            (3605.0, 100, 0.0, 5.0), (3610.0, 100, 5.0, 5.0), (3700.0, 100, 95.0, 5.0), (3605.0, 200, 0.0, 0.0),
            (3606.0, 200, 0.0, 1.0),
        ] as [(Double, UInt64, Double, Double)])
    func idleHour(second: Double, position: UInt64, lag: Double, bound: Double) {
        let idle = stride(from: 0.0, through: 3600, by: 5).map { (UInt64(100), $0) }
        let clock = Self.clock(idle + [(200, 3605)])
        #expect(clock.runs.count == 2)
        #expect(
            clock.reading(of: position, at: .at(second)) == .behind(.seconds(lag), errorBound: .seconds(bound)))
    }

    @Test("between two samples the instant is interpolated")
    func interpolation() {
        let clock = Self.clock([(0, 0), (100, 10), (200, 20)])
        #expect(clock.reading(of: 150, at: .at(20)) == .behind(.seconds(5), errorBound: .seconds(10)))
        #expect(clock.reading(of: 125, at: .at(30)) == .behind(.seconds(17.5), errorBound: .seconds(10)))
    }

    @Test("a downstream is never compared with an upstream position newer than its own reading")
    func noFuture() {
        let clock = Self.clock([(100, 0), (200, 5), (900, 10)])
        #expect(clock.reading(of: 200, at: .at(9)) == .behind(.zero, errorBound: .seconds(4)))
        #expect(clock.position(at: .at(9)) == 200)
    }

    @Test("behind the oldest sample: at least so long, never a guess")
    func beforeHistory() {
        #expect(Self.clock([(100, 0), (200, 5)]).reading(of: 99, at: .at(60)) == .behindForMoreThan(.seconds(60)))
    }

    @Test("a position that goes back forgets what was past it; time that goes back starts the history anew")
    func backwards() {
        #expect(Self.clock([(100, 0), (200, 5), (150, 10)]).runs.map(\.position) == [100, 150])
        #expect(Self.clock([(100, 0), (200, 5), (100, 10)]).runs.map(\.position) == [100])
        #expect(Self.clock([(100, 10), (200, 5)]).runs.map(\.position) == [200])
        #expect(Self.clock([(.max, 0), (0, 5), (.max, 10)]).reading(of: 1, at: .at(10)) != .noHistory)
    }

    @Test("memory is bounded; old history grows coarse, the oldest and the newest stay")
    func boundedMemory() {
        let clock = Self.clock((0..<100_000).map { (UInt64($0), Double($0) * 5) }, capacity: 64)
        #expect(clock.runs.count <= 64)
        #expect(clock.runs.first?.position == 0)
        #expect(clock.newestPosition == 99_999)
        guard case .behind(let lag, let bound) = clock.reading(of: 100, at: .at(500_000)) else {
            Issue.record("the oldest history is gone")
            return
        }
        #expect(abs(lag.seconds - (500_000 - 505)) <= bound.seconds)
    }

    @Test("|answer - truth| <= error bound, whatever is written, sampled and read when", arguments: 0..<40)
    func truth(round: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var random = Seeded(state: seed)
        let history = WriteHistory(using: &random)
        var clock = PositionClock(capacity: Int.random(in: 4...64, using: &random))
        var applied: UInt64 = 0
        for poll in PollTimes(upTo: history.end, using: &random) {
            clock.sample(
                history.position(at: poll.upstreamAt), from: .at(poll.upstreamStart), to: .at(poll.upstreamEnd))
            applied = max(applied, history.position(at: max(0, poll.downstreamAt - poll.delay)))
            let truth = history.lag(of: applied, at: poll.downstreamAt)
            let answer = clock.reading(of: applied, at: .at(poll.downstreamEnd))
            switch answer {
            case .behind(let lag, let bound):
                let allowed = bound.seconds + poll.downstreamEnd - poll.downstreamStart + 1e-6
                #expect(abs(lag.seconds - truth) <= allowed, "seed \(seed), poll \(poll)")
            case .behindForMoreThan(let least):
                #expect(
                    truth + poll.downstreamEnd - poll.downstreamStart + 1e-6 >= least.seconds,
                    "seed \(seed), poll \(poll)")
            case .noHistory: Issue.record("no history, seed \(seed), poll \(poll)")
            }
        }
    }
}
