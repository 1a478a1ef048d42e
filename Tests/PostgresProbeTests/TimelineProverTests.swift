import PostgresReplication
import ReplicationCore
import Testing

@testable import PostgresProbe

struct TimelineProverTests {
    @Test func aPrimaryIsAskedOnce() {
        var prover = TimelineProver(interval: .seconds(30))
        let reading = Self.primary(2)
        #expect(prover.isDue(for: reading, at: at(0)))
        prover.record(TimelineProof(timeline: 2), for: reading, at: at(0))
        #expect(!prover.isDue(for: reading, at: at(1000)))
        #expect(prover.proof(for: reading) == TimelineProof(timeline: 2))
    }

    @Test func anotherTimelineOrStartIsAnotherQuestion() {
        var prover = TimelineProver(interval: .seconds(30))
        prover.record(TimelineProof(timeline: 1), for: Self.primary(1), at: at(0))
        #expect(prover.proof(for: Self.primary(2)) == nil)
        #expect(prover.isDue(for: Self.primary(2), at: at(1)))
        var restarted = Self.primary(1)
        restarted.startedAt = WallInstant(milliseconds: 9)
        #expect(prover.proof(for: restarted) == nil && prover.isDue(for: restarted, at: at(1)))
    }

    @Test func aFailureIsRetriedLaterAndKeepsTheLastProof() {
        var prover = TimelineProver(interval: .seconds(30))
        let standby = Self.standby(receiver: nil)
        prover.record(TimelineProof(timeline: 3), for: standby, at: at(0))
        prover.record(nil, for: standby, at: at(30))
        #expect(prover.proof(for: standby) == TimelineProof(timeline: 3))
        #expect(!prover.isDue(for: standby, at: at(59)) && prover.isDue(for: standby, at: at(60)))
        prover.record(nil, for: Self.primary(4), at: at(60))
        #expect(!prover.isDue(for: Self.primary(4), at: at(61)) && prover.isDue(for: Self.primary(4), at: at(90)))
    }

    @Test func aRefusalIsFollowedByFewerAndFewerQuestions() {
        var prover = TimelineProver(interval: .seconds(30))
        let reading = Self.primary(1)
        var now: Int64 = 0
        for distance: Int64 in [30, 60, 120, 240, 480, 960, 1920, 3600, 3600] {
            #expect(prover.isDue(for: reading, at: at(now)))
            prover.record(nil, for: reading, at: at(now))
            #expect(!prover.isDue(for: reading, at: at(now + distance - 1)), "\(distance)")
            now += distance
        }
        // Another start of the server may be one with other rules.
        var restarted = reading
        restarted.startedAt = WallInstant(milliseconds: 9)
        #expect(prover.isDue(for: restarted, at: at(now - 1)))
        prover.record(TimelineProof(timeline: 1), for: reading, at: at(now))
        #expect(prover.isDue(for: Self.primary(2), at: at(now + 1)))
    }

    /// On its way through an archive it may come from one timeline to another with each step.
    @Test func aProofOfAStandbyHoldsForItsPosition() {
        var prover = TimelineProver(interval: .seconds(30))
        let (here, further) = (Self.standby(receiver: nil, at: 100), Self.standby(receiver: nil, at: 200))
        prover.record(TimelineProof(timeline: 1), for: here, at: at(0))
        #expect(prover.proof(for: here) == TimelineProof(timeline: 1) && !prover.isDue(for: here, at: at(5)))
        #expect(prover.proof(for: further) == nil && prover.isDue(for: further, at: at(5)))
        prover.record(TimelineProof(timeline: 2), for: further, at: at(5))
        #expect(prover.proof(for: further) == TimelineProof(timeline: 2) && !prover.isDue(for: further, at: at(10)))
        let receiver = WALReceiver(pid: 1, receivedTimeline: 2, latestEndLSN: LSN(rawValue: 9))
        #expect(prover.proof(for: Self.standby(receiver: receiver, at: 300)) == TimelineProof(timeline: 2))
        // After a failure it has to wait all the same.
        prover.record(nil, for: here, at: at(10))
        #expect(prover.proof(for: here) == nil)
        #expect(!prover.isDue(for: here, at: at(39)) && prover.isDue(for: here, at: at(40)))
    }

    @Test(arguments: [(0, false), (1, false), (2, true), (nil, true)])
    func theLastWALSendersAreLeftToStandbys(_ free: Int?, _ isDue: Bool) {
        let prover = TimelineProver(interval: .seconds(30))
        var reading = Self.primary(1)
        reading.sessions = free.map { PostgresSessions(clients: 1, freeForClients: 9, freeWALSenders: $0) }
        #expect(prover.isDue(for: reading, at: at(0)) == isDue)
    }

    @Test func aStandbyIsAskedOnlyWhileNoReceiverTellsItsTimeline() {
        var prover = TimelineProver(interval: .seconds(30))
        let fed = Self.standby(receiver: WALReceiver(pid: 1, receivedTimeline: 3, latestEndLSN: LSN(rawValue: 9)))
        let starting = Self.standby(receiver: WALReceiver(pid: 1, receivedTimeline: 0))
        #expect(!prover.isDue(for: fed, at: at(0)))
        #expect(prover.isDue(for: starting, at: at(1)))
        prover.record(TimelineProof(timeline: 3), for: starting, at: at(1))
        #expect(prover.proof(for: fed) == TimelineProof(timeline: 3))
        // A receiver that comes and goes does not make for more questions.
        #expect(!prover.isDue(for: fed, at: at(2)) && !prover.isDue(for: starting, at: at(3)))
        #expect(prover.isDue(for: starting, at: at(31)))
    }

    @Test func aRoleWithoutReplicationIsNotAsked() {
        var reading = Self.primary(1)
        let prover = TimelineProver(interval: .seconds(30))
        reading.inventory = PostgresInventory(mayReplicate: false)
        #expect(!prover.isDue(for: reading, at: at(0)))
        reading.inventory = nil
        #expect(!prover.isDue(for: reading, at: at(0)))
    }

    @Test func historyAsTheServerWritesIt() {
        let text = "# kept\n\n1\t0/30000A0\tno recovery target specified\n\n  2\t1/AB\tbefore 2026-01-01 00:00:00+00\n"
        #expect(
            TimelineProof.switches(inHistory: text, of: 3) == [
                .init(timeline: 1, at: LSN(rawValue: 0x3000_0A0)), .init(timeline: 2, at: LSN(rawValue: 0x1_0000_00AB)),
            ])
    }

    @Test(
        arguments: [
            "", "# nothing", "1", "1\t", "1\t0/", "1 0/3G", "-1\t0/1", "4294967296\t0/1", "0\t0/1", "3\t0/1",
            "2\t0/1\n1\t0/2", "1\t0/1\n1\t0/2", "\u{0}\u{1}garbage",
        ])
    func otherHistoriesAreNoProof(_ text: String) {
        #expect(TimelineProof.switches(inHistory: text, of: 3) == nil)
    }

    @Test func historiesBeyondMeasureAreNoProof() {
        let lines = (1...1001).map { "\($0)\t0/1\n" }
        #expect(TimelineProof.switches(inHistory: lines.dropLast().joined(), of: 2000)?.count == 1000)
        let isRefused = TimelineProof.switches(inHistory: lines.joined(), of: 2000) == nil
        #expect(isRefused)
        let comment = "#" + String(repeating: "x", count: 1 << 18)
        let isTooLong = TimelineProof.switches(inHistory: "1\t0/1\n\(comment)", of: 2) == nil
        #expect(isTooLong)
    }

    private static func primary(_ timeline: UInt32) -> PostgresReading {
        var reading = PostgresReading.idlePrimary
        reading.role = .primary(.init(currentLSN: LSN(rawValue: 1000), timeline: timeline))
        reading.inventory = PostgresInventory(mayReplicate: true)
        return reading
    }

    private static func standby(receiver: WALReceiver?, at replayed: UInt64? = nil) -> PostgresReading {
        var reading = primary(1)
        var standby = PostgresReading.Standby.idle
        standby.replayLSN = replayed.map(LSN.init(rawValue:))
        standby.walReceiver = receiver
        reading.role = .standby(standby)
        return reading
    }
}
