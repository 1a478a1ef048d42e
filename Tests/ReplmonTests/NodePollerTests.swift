import QueueExecutor
import ReplicationCore
import Synchronization
import Testing

@testable import ReplmonDaemon

struct NodePollerTests {
    /// What a poller reported.
    private final class Reports: Sendable {
        private let all = Mutex<[(observation: NodeObservation, missed: UInt64)]>([])

        var count: Int { all.withLock(\.count) }
        var missed: [UInt64] { all.withLock { $0.map(\.missed) } }

        func append(_ observation: NodeObservation, _ missed: UInt64) {
            all.withLock { $0.append((observation, missed)) }
        }
    }

    private static func plan(_ node: String = "db-a", every interval: Duration) -> ProbePlan {
        ProbePlan(
            cluster: "orders", node: node, target: .postgresql(conninfo: ""), interval: interval,
            timeout: .milliseconds(100))
    }

    /// A started poller and its probe; waits of a back-off are `jitter` of their limit.
    private static func start(
        every interval: Duration, _ script: ScriptedProbe.Script, jitter: Double = 1
    ) async throws -> (NodePoller, ScriptedProbe, Reports) {
        let (reports, probes) = (Reports(), ScriptedProbes(["db-a": script]))
        let poller = NodePoller(
            plan: plan(every: interval), executor: QueueExecutor(label: "test"), random: { jitter }
        ) { reports.append($0, $1) }
        await poller.start(factory: probes.factory)
        return (poller, try probes.probe("db-a"), reports)
    }

    @Test func theGridIsFixedByTheName() {
        let interval = Duration.seconds(5)
        let phases = (0..<20).map { NodePoller.phase(of: Self.plan("db-\($0)", every: interval)) }
        #expect(phases.allSatisfy { $0 >= .zero && $0 < interval })
        #expect(Set(phases).count > 15)
        // FNV-1a of "orders/db-a" in 64 bits, modulo 5 s: the same in every run and on every machine.
        #expect(NodePoller.phase(of: Self.plan(every: interval)) == .nanoseconds(1_715_800_341))
    }

    @Test(arguments: [-7_000_000_001, -1, 0, 1, 3_000_000_000, 3_000_000_001, 1_000_000_000_000] as [Int64])
    func theNextSlotIsTheFirstOnTheGrid(nanoseconds: Int64) {
        let (interval, phase) = (Duration.seconds(5), Duration.seconds(3))
        let now = MonotonicInstant(nanoseconds: nanoseconds)
        let slot = NodePoller.firstSlot(after: now, interval: interval, phase: phase)
        #expect(slot > now && now.duration(to: slot) <= interval)
        #expect((slot.nanoseconds - phase.wholeNanoseconds) % interval.wholeNanoseconds == 0)
    }

    @Test func pollsOfANodeNeverOverlapAndMissedSlotsAreCounted() async throws {
        let (poller, probe, reports) = try await Self.start(every: .milliseconds(20), .hang)
        let start = ContinuousClock.now
        try await eventually("ten slots to pass") { ContinuousClock.now - start > .milliseconds(200) }
        #expect(probe.polls == 1 && reports.count == 0)
        probe.play(.answer(.primary))
        try await eventually("further polls") { reports.count > 3 }
        #expect(try #require(reports.missed.first) >= 5)
        #expect(probe.mostAtOnce == 1)
        await poller.close()
    }

    @Test func aNoticeIsServedAtOnceAndNoticesAreSpaced() async throws {
        let (poller, probe, reports) = try await Self.start(every: .seconds(3600), .answer(.primary))
        try await eventually("the first poll") { reports.count == 1 }
        try await eventually("the spacing to pass") {
            ContinuousClock.now - probe.starts[0] > NodePoller.noticeSpacing
        }
        probe.onChange()
        try await eventually("a poll long before its slot") { reports.count == 2 }
        // A server that drops us after every poll.
        let end = ContinuousClock.now + .milliseconds(600)
        try await eventually("0.6 s of notices", poll: .milliseconds(1)) {
            probe.onChange()
            return ContinuousClock.now > end
        }
        let starts = probe.starts
        let gaps = zip(starts, starts.dropFirst()).map { $1 - $0 }
        #expect(starts.count >= 4 && gaps.allSatisfy { $0 > NodePoller.noticeSpacing * 0.95 }, "\(gaps)")
        await poller.close()
    }

    @Test func aFirstFailureIsAskedAboutAgainAtOnceAndASecondIsNot() async throws {
        let (poller, probe, reports) = try await Self.start(every: .seconds(3600), .fail(.connect("refused")))
        try await eventually("a second poll long before its slot") { reports.count == 2 }
        let end = ContinuousClock.now + .milliseconds(400)
        try await eventually("0.4 s") { ContinuousClock.now > end }
        #expect(reports.count == 2)
        probe.play(.answer(.primary))
        probe.onChange()
        try await eventually("an answer") { reports.count == 3 }
        probe.play(.fail(.connect("refused")))
        probe.onChange()
        try await eventually("the next first failure, twice again") { reports.count == 5 }
        await poller.close()
    }

    @Test func repeatedFailuresLeaveTheGridForWaitsThatGrow() async throws {
        let (poller, probe, reports) = try await Self.start(
            every: .milliseconds(100), .fail(.authentication("wrong password")))
        try await eventually("seven polls") { reports.count >= 7 }
        let starts = probe.starts
        let gaps = zip(starts, starts.dropFirst()).map { $1 - $0 }
        // After the confirmation: one interval, two, four and six of them.
        for (gap, least) in zip(gaps.dropFirst(), [100, 200, 400, 600, 600].map(Duration.milliseconds)) {
            #expect(gap >= least - .milliseconds(5) && gap < least + .milliseconds(90), "\(gaps)")
        }
        #expect(reports.missed.allSatisfy { $0 == 0 })
        probe.play(.answer(.primary))
        let failed = reports.count
        try await eventually("the grid again") { reports.count >= failed + 4 }
        let onGrid = probe.starts.suffix(3)
        #expect(zip(onGrid, onGrid.dropFirst()).allSatisfy { $1 - $0 < .milliseconds(190) })
        await poller.close()
    }

    @Test func aNodeThatMayBeRestartingIsAskedEveryMomentWhateverTheGrid() async throws {
        let (poller, probe, reports) = try await Self.start(
            every: .seconds(3600), .fail(.connect("refused")), jitter: 0.05)
        try await eventually("polls within 0.1 s each") { reports.count >= 5 }
        probe.play(.answer(.primary))
        try await eventually("its answer") { reports.count >= 6 }
        await poller.close()
    }

    @Test func aBackOffEndsAtOnceWhenSomebodyAsks() async throws {
        let (poller, probe, reports) = try await Self.start(
            every: .seconds(3600), .fail(.authentication("wrong password")))
        try await eventually("the confirmation") { reports.count == 2 }
        probe.play(.answer(.primary))
        await poller.askNow()
        try await eventually("an answer within the wait of half a minute") { reports.count == 3 }
        await poller.close()
    }

    @Test func aWaitIsSomewhereBelowItsLimit() async throws {
        let (poller, _, reports) = try await Self.start(
            every: .seconds(3600), .fail(.authentication("wrong password")), jitter: 0.005)
        try await eventually("polls after 0.15 s each, not half a minute") { reports.count >= 5 }
        await poller.close()
    }

    @Test func aNoticeDuringAPollIsServedRightAfterIt() async throws {
        let (poller, probe, reports) = try await Self.start(every: .seconds(3600), .hang)
        try await eventually("the first poll") { probe.polls == 1 }
        probe.onChange()
        probe.onChange()
        probe.play(.answer(.primary))
        try await eventually("one more poll") { reports.count == 2 }
        #expect(probe.mostAtOnce == 1)
        await poller.close()
    }

    @Test func closingAbandonsThePollUnderWay() async throws {
        let (poller, probe, reports) = try await Self.start(every: .milliseconds(20), .hang)
        try await eventually("the first poll") { probe.polls == 1 }
        await poller.close()
        #expect(probe.isClosed)
        probe.onChange()
        // Others on the same machine go on; this one is silent for ten of its slots.
        let (other, _, others) = try await Self.start(every: .milliseconds(20), .answer(.primary))
        try await eventually("ten slots") { others.count > 10 }
        #expect(probe.polls == 1 && reports.count == 0)
        await other.close()
    }
}
