import TestSupport
import Testing

@testable import ReplicationCore

@Suite struct RateWindowTests {
    private static func window(_ samples: [(Double, UInt64)]) -> RateWindow {
        var window = RateWindow()
        for (second, position) in samples { window.record(position, at: .at(second)) }
        return window
    }

    @Test("no rate before ten seconds of history, then the difference over it")
    func minimum() {
        #expect(RateWindow().rate(at: .at(0)) == nil)
        #expect(Self.window([(0, 0), (9.9, 1000)]).rate(at: .at(10)) == nil)
        #expect(Self.window([(0, 0), (10, 1000)]).rate(at: .at(10)) == 100)
    }

    @Test("what was a minute ago is forgotten, at any interval of polls", arguments: [0.2, 1, 2.6, 5, 15, 60, 90])
    func sliding(interval: Double) {
        var window = RateWindow()
        var (time, position) = (0.0, UInt64(0))
        while time < 600 {
            window.record(position, at: .at(time))
            time += interval
            position += UInt64(interval * 1000)
        }
        while time < 900 {
            window.record(position, at: .at(time))
            time += interval
            position += UInt64(interval * 50)
        }
        #expect(abs((window.rate(at: .at(time)) ?? 0) - 50) < 0.01)
        #expect(Mirror(reflecting: window).children.allSatisfy { ($0.value as? [Any])?.count ?? 0 <= 26 })
    }

    @Test("a position that goes back, an unknown one, or a long gap begins anew; an old rate is none")
    func resets() {
        #expect(Self.window([(0, 5000), (20, 9000), (25, 100), (40, 1600)]).rate(at: .at(40)) == 100)
        #expect(Self.window([(0, 0), (20, 2000), (1000, 9000)]).rate(at: .at(1000)) == nil)
        #expect(Self.window([(0, 0), (20, 2000)]).rate(at: .at(201)) == nil)
        var window = Self.window([(0, 0), (20, 2000)])
        window.record(nil, at: .at(25))
        #expect(window.rate(at: .at(25)) == nil)
    }

    @Test("never negative, never beyond what was written, whatever comes", arguments: 0..<200)
    func bounded(round: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var random = Seeded(state: seed)
        var window = RateWindow()
        var time = 0.0
        for _ in 0..<300 {
            time += .random(in: -1...30, using: &random)
            let position = [nil, 0, UInt64.max, .random(in: 0...1_000_000, using: &random)]
            window.record(position.randomElement(using: &random) ?? nil, at: .at(time))
            let rate = window.rate(at: .at(time)) ?? 0
            #expect(rate >= 0 && rate <= Double(UInt64.max) / 10, "seed \(seed)")
        }
    }
}
