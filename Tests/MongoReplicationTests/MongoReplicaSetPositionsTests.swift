import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

@Suite struct MongoReplicaSetPositionsTests {
    private static func number(_ random: inout Seeded) -> Int64 {
        [.min, -1, 0, 1, 4_294_967_295, .max, .random(in: .min ... .max, using: &random)]
            .randomElement(using: &random) ?? 0
    }

    private static func instant(_ random: inout Seeded) -> WallInstant { WallInstant(milliseconds: number(&random)) }

    private static func opTime(_ random: inout Seeded) -> OpTime {
        OpTime(
            seconds: UInt32(truncatingIfNeeded: number(&random)),
            increment: UInt32(truncatingIfNeeded: number(&random)), term: number(&random))
    }

    private static func lie(_ reading: MongoReading, using random: inout Seeded) -> MongoReading {
        var reading = reading.lying(using: &random)
        reading.hello.lastWrite = opTime(&random)
        reading.hello.localTime = instant(&random)
        reading.hello.delay = .seconds(number(&random))
        reading.status?.lastCommitted = opTime(&random)
        reading.status?.lastCommittedWallTime = instant(&random)
        reading.status?.myState = [.startup2, .secondary, .primary].randomElement(using: &random) ?? .secondary
        reading.status?.initialSync = ReplicaSetStatus.InitialSync(
            failedAttempts: number(&random), maxFailedAttempts: number(&random), startedAt: instant(&random),
            totalBytes: number(&random), copiedBytes: number(&random), remaining: .milliseconds(number(&random)),
            sourceUnreachableSince: instant(&random))
        reading.server?.oplogEarliest = opTime(&random)
        reading.server?.oplogLatest = opTime(&random)
        reading.server?.oplogBytes = number(&random)
        reading.server?.oplogMaxBytes = number(&random)
        if Bool.random(using: &random) { reading.status = nil }
        return reading
    }

    @Test("members that lie about their positions never trap, and no time is negative", arguments: 0..<20)
    func liars(round: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var random = Seeded(state: seed)
        var scenario = MongoScenario()
        for host in ["a:1", "b:1"] { scenario.setOplog(of: host, reachingBack: .seconds(3600)) }
        scenario.run(for: .seconds(400)) { scenario in
            for host in ["a:1", "b:1"] {
                scenario.answers[host] = Self.lie(scenario.reading(host), using: &random)
            }
            for condition in scenario.view.conditions {
                guard case .measured(let time) = condition.truth else { continue }
                #expect(time >= .zero, "seed \(seed): \(condition)")
            }
        }
    }
}
