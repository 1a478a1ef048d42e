import Alerting
import ReplicationCore
import Testing

@Suite struct ProbeLatenessTests {
    private struct Scene {
        var lateness = ProbeLateness()
        var second = 0
        var missed: [String: UInt64] = ["db-a": 0, "db-b": 0]

        mutating func tick(late: Duration = .zero) -> Condition {
            second += 1
            let nodes = missed.map { ProbeLateness.Node(cluster: "orders", node: $0.key, missedSlots: $0.value) }
            return lateness.condition(
                nodes, tickLateness: late,
                at: MonotonicInstant(nanoseconds: 0).advanced(by: .seconds(second)))
        }

        /// Ticks for so long; `step` says what is missed at each second. Returns when it began and ceased to hold.
        mutating func run(_ seconds: Int, _ step: (Int) -> [String: UInt64]) -> [Int] {
            var (changes, held): ([Int], Bool) = ([], false)
            for _ in 0..<seconds {
                missed.merge(step(second), uniquingKeysWith: &+)
                let holds = tick().truth == .holds
                if holds != held { changes.append(second) }
                held = holds
            }
            return changes
        }
    }

    @Test("polls missed in each of three minutes are late, until a minute has gone without")
    func missed() {
        var scene = Scene()
        #expect(scene.run(600) { $0 >= 60 && $0 < 360 && $0 % 20 == 0 ? ["db-b": 1] : [:] } == [181, 401])
    }

    @Test("a pause of a minute, or a miss now and then, is nothing")
    func lookAlikes() {
        var scene = Scene()
        #expect(scene.run(400) { $0 > 100 && $0 < 160 ? ["db-a": 3] : [:] }.isEmpty)
        #expect(scene.run(2000) { $0 % 100 == 0 ? ["db-a": 1] : [:] }.isEmpty)
    }

    @Test("the worst node is named, with its number")
    func worst() {
        var scene = Scene()
        _ = scene.run(200) { $0 % 10 == 0 ? ["db-a": 1, "db-b": 2] : [:] }
        let condition = scene.tick()
        #expect(condition.alert == .replmonProbeLate && condition.subject == Condition.Subject())
        #expect(condition.summary.contains("orders/db-b missed") && condition.summary.contains("1 more"))
        #expect(condition.evidence.first?.name == "missed_polls_of_orders/db-b")
        #expect(condition.evidence.first.flatMap { Int($0.value) }.map { (34...38).contains($0) } == true)
    }

    @Test("what was missed before a node is first seen counts for nothing; a counter that begins anew for what it says")
    func counters() {
        var scene = Scene()
        scene.missed["db-a"] = .max
        #expect(scene.run(300) { _ in [:] }.isEmpty)
        scene.missed["db-a"] = 0
        #expect(scene.tick().truth == .clear)
        scene.missed["db-a"] = .max
        #expect(scene.run(300) { _ in [:] }.isEmpty)
        scene.missed["db-a"] = 7
        // Three late ticks make it hold, and show what was missed.
        let late = (0..<3).map { _ in scene.tick(late: .seconds(2)) }.last
        #expect(late?.truth == .holds)
        #expect(late?.evidence.contains { $0.name.hasSuffix("db-a") } == true)
    }

    @Test("a tick that is late three times within a minute is; one that is late once is not", arguments: [1, 2, 3])
    func ticks(times: Int) {
        var scene = Scene()
        var truths: [Condition.Truth] = []
        for second in 0..<100 {
            let isLate = second % 20 == 0 && second < times * 20
            truths.append(scene.tick(late: isLate ? .seconds(2) : .zero).truth)
        }
        #expect(truths.contains(.holds) == (times == 3))
        #expect(truths.last == .clear)
    }

    @Test("a tick may be a second late")
    func tolerance() {
        var scene = Scene()
        for _ in 0..<100 { #expect(scene.tick(late: .seconds(1)).truth == .clear) }
    }
}
