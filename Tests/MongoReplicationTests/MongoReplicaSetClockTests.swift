import MongoReplication
import TestSupport
import Testing

@testable import ReplicationCore

@Suite struct MongoReplicaSetClockTests {
    @Test("clocks that agree with the primary's, whatever time it is for us")
    func agree() {
        var scenario = MongoScenario()
        for host in ["a:1", "b:1", "c:1"] { scenario.skew[host] = .seconds(-1_000_000) }
        scenario.refuseLogins()
        scenario.run(for: .seconds(60))
        for host in ["a:1", "b:1", "c:1"] { #expect(scenario.truth(.mongoClockSkew, host) == .measured(.zero)) }
    }

    @Test("a clock that is off, or steps, is measured; an arbiter's too", arguments: ["b:1", "c:1"], [90, -90])
    func off(host: String, seconds: Int) {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(10))
        scenario.skew[host] = .seconds(seconds)
        scenario.run(for: .seconds(5))
        #expect((89.9...90).contains(scenario.measured(.mongoClockSkew, host) ?? 0))
        #expect(abs((scenario.node(host)?.member?.clockSkew?.seconds ?? 0) - Double(seconds)) < 0.01)
        #expect(scenario.measured(.mongoClockSkew, "a:1") == 0)
        scenario.skew[host] = .zero
        scenario.run(for: .seconds(5))
        #expect(scenario.measured(.mongoClockSkew, host) == 0)
    }

    @Test("without a primary the median is right")
    func median() {
        var scenario = MongoScenario()
        scenario.states["a:1"] = .secondary
        scenario.skew["b:1"] = .seconds(-90)
        scenario.run(for: .seconds(10))
        #expect(scenario.measured(.mongoClockSkew, "a:1") ?? 99 < 0.01)
        #expect(scenario.measured(.mongoClockSkew, "b:1") ?? 0 > 89)
        #expect(scenario.told(.mongoClockSkew, "b:1")?.summary.contains("the members' median") == true)
    }

    @Test("of two clocks that differ without a primary nobody can tell which is wrong")
    func tooFew() {
        var scenario = MongoScenario()
        scenario.skew["b:1"] = .seconds(-90)
        scenario.run(for: .seconds(10))
        scenario.kill("a:1")
        scenario.run(for: .seconds(10))
        for host in ["b:1", "c:1"] {
            #expect(scenario.truth(.mongoClockSkew, host).isUnknown, "\(host)")
            #expect(scenario.node(host)?.member?.clockSkew == nil, "\(host)")
        }
    }

    @Test("only what a slow poll cannot explain counts")
    func slowPoll() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(10))
        var set = scenario.replicaSet
        var reading = scenario.reading("b:1")
        reading.hello.localTime = .clock(at: scenario.now, skew: .milliseconds(900))
        let end = scenario.now.advanced(by: .seconds(2))
        set.record(
            Observation(startedAt: scenario.now, completedAt: end, result: .success(reading)), of: "b:1")
        let condition = set.view(at: end).conditions.first { $0.alert == .mongoClockSkew && $0.subject.node == "b:1" }
        #expect(condition?.truth == .measured(.zero))
        scenario.failures["b:1"] = .timeout(phase: .connect)
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.mongoClockSkew, "b:1").isUnknown)
    }
}
