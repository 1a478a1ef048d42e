import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

@Suite struct MongoReplicaSetInitialSyncTests {
    private static func syncing(_ sync: ReplicaSetStatus.InitialSync?) -> MongoScenario {
        var scenario = MongoScenario()
        scenario.states["b:1"] = .startup2
        scenario.applied["b:1"] = nil
        scenario.adjust["b:1"] = { $0.status?.initialSync = sync }
        return scenario
    }

    @Test("under way: a warning with progress and the time that is left")
    func underWay() {
        var scenario = Self.syncing(
            .init(
                failedAttempts: 0, maxFailedAttempts: 10, totalBytes: 4000, copiedBytes: 1000, remaining: .seconds(90)))
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoInitialSync, "b:1") == .holdsAsWarning)
        #expect(
            scenario.told(.mongoInitialSync, "b:1")?.summary
                == "b:1 is in initial sync: 25 % copied, about 1m30s left")
        #expect(
            scenario.node("b:1")?.member?.initialSync
                == InitialSyncProgress(fraction: 0.25, remaining: .seconds(90), failedAttempts: 0))
        #expect(scenario.truth(.mongoInitialSync, "a:1") == .clear)
        #expect(scenario.truth(.mongoOplogWindow, "b:1") == .clear)
    }

    @Test("without an estimate of its own, by the pace so far")
    func estimate() {
        var scenario = Self.syncing(
            .init(startedAt: .clock(at: .at(100_000)), totalBytes: 4000, copiedBytes: 1000))
        scenario.run(for: .seconds(60))
        #expect((175...185).contains(scenario.node("b:1")?.member?.initialSync?.remaining?.seconds ?? 0))
    }

    @Test("versions that tell no numbers: still a warning, nothing made up")
    func noNumbers() {
        var scenario = Self.syncing(nil)
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoInitialSync, "b:1") == .holdsAsWarning)
        #expect(scenario.node("b:1")?.member?.initialSync?.fraction == nil)
    }

    @Test(
        "attempts that fail are critical when the limit nears",
        arguments: [(1, false), (4, false), (5, true), (9, true)])
    func attempts(failed: Int64, critical: Bool) {
        var scenario = Self.syncing(.init(failedAttempts: failed, maxFailedAttempts: 10))
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoInitialSync, "b:1") == (critical ? .holds : .holdsAsWarning))
    }

    @Test("a source that is not reached for more than a minute is critical, by the member's own clock")
    func sourceUnreachable() {
        var scenario = Self.syncing(
            .init(sourceUnreachableSince: .clock(at: .at(100_000), skew: .seconds(5000))))
        scenario.skew["b:1"] = .seconds(5000)
        scenario.run(for: .seconds(50))
        #expect(scenario.truth(.mongoInitialSync, "b:1") == .holdsAsWarning)
        scenario.run(for: .seconds(20))
        #expect(scenario.truth(.mongoInitialSync, "b:1") == .holds)
    }

    @Test("nothing copied for half an hour is told, and critical only when the source is gone as well")
    func standstill() {
        for (moves, copied, isSourceGone) in [
            (true, 0, true), (false, 0, false), (false, 0, true), (false, 960_000, true),
        ] {
            let said = "moves: \(moves), copied: \(copied), source gone: \(isSourceGone)"
            let scenario = Self.copying(moves: moves, copied: Int64(copied), sourceGone: isSourceGone)
            let stands = !moves && copied == 0
            let expected: Condition.Truth = stands && isSourceGone ? .holds : .holdsAsWarning
            #expect(scenario.truth(.mongoInitialSync, "b:1") == expected, "\(said)")
            let summary = scenario.told(.mongoInitialSync, "b:1")?.summary ?? ""
            #expect(summary.contains("nothing was copied") == stands, "\(said)")
        }
    }

    private static func copying(moves: Bool, copied start: Int64, sourceGone: Bool) -> MongoScenario {
        var scenario = Self.syncing(nil)
        var copied = start
        scenario.run(for: .seconds(2000)) { scenario in
            if moves { copied += 1 }
            let bytes = copied
            scenario.adjust["b:1"] = { reading in
                reading.status?.initialSync = .init(totalBytes: 1_000_000, copiedBytes: bytes)
                reading.status?.syncSourceHost = "a:1"
            }
            if sourceGone, scenario.states["a:1"] != nil { scenario.kill("a:1") }
        }
        return scenario
    }

    @Test("a finished one is over, and a restart passes through STARTUP2 without one")
    func over() {
        var scenario = MongoScenario()
        scenario.adjust["b:1"] = { $0.status?.initialSync = .init(endedAt: .clock(at: .at(100_000))) }
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoInitialSync, "b:1") == .clear)
        scenario.adjust["b:1"] = nil
        scenario.states["b:1"] = .startup2
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoInitialSync, "b:1") == .clear)
        scenario.refuseLogins()
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoInitialSync, "b:1").isUnknown)
        scenario.states["b:1"] = .secondary
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoInitialSync, "b:1") == .clear)
    }

    @Test("too stale by its own word; RECOVERING alone is not, and nobody is without being asked")
    func tooStale() {
        var scenario = MongoScenario()
        scenario.states["b:1"] = .recovering
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoMemberTooStale, "b:1") == .clear)
        scenario.adjust["b:1"] = { $0.status?.tooStale = true }
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoMemberTooStale, "b:1") == .holds)
        #expect(scenario.truth(.mongoMemberTooStale, "a:1") == .clear)
        #expect(scenario.truth(.mongoMemberTooStale, "c:1") == nil)
        scenario.refuseLogins()
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoMemberTooStale, "a:1") == .clear)
        #expect(scenario.truth(.mongoMemberTooStale, "b:1").isUnknown)
    }
}
