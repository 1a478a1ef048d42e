import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

@Suite struct MongoReplicaSetLagTruthTests {
    /// What is left to tell a lag from.
    enum Source: CaseIterable {
        case primaryRow, primaryRowInSeconds, bothReplies, bothRepliesInSeconds, helloOnly

        var hasWallTimes: Bool { self == .primaryRow || self == .bothReplies }
        var primaryHears: Bool { self == .primaryRow || self == .primaryRowInSeconds }
    }

    private static func newSet() -> MongoReplicaSet {
        MongoReplicaSet(
            name: "media", seeds: ["a:1", "b:1"], expectedSet: "rs0",
            limits: StalenessLimits(pollInterval: .seconds(20), probeTimeout: .seconds(2)))
    }

    private static func row(
        _ host: String, _ entry: OplogSimulation.Entry?, isSelf: Bool, heard: Bool, source: Source
    ) -> ReplicaSetStatus.Member {
        ReplicaSetStatus.Member(
            id: host == "a:1" ? 0 : 1, name: host, healthy: isSelf || heard,
            state: host == "a:1" ? .primary : .secondary, isSelf: isSelf,
            opTime: isSelf || heard ? entry?.position : OpTime(seconds: 0, increment: 0, term: -1),
            lastAppliedWallTime: source.hasWallTimes && (isSelf || heard) ? entry?.written : nil)
    }

    private static func reading(
        _ host: String, of simulation: OplogSimulation, at time: Double, source: Source
    ) -> MongoReading {
        let newest = simulation.newest(of: simulation.written(at: time))
        let applied = simulation.newest(of: simulation.applied(at: time))
        let (isPrimary, date) = (host == "a:1", simulation.date(at: time))
        var reading = MongoReading(
            hello: HelloReply(
                setName: "rs0", me: host, primary: "a:1", isWritablePrimary: isPrimary, secondary: !isPrimary,
                members: ["a:1", "b:1"], setVersion: 1, lastWrite: (isPrimary ? newest : applied)?.position,
                localTime: date))
        guard source != .helloOnly else { return reading }
        reading.status = ReplicaSetStatus(
            set: "rs0", date: date, myState: isPrimary ? .primary : .secondary, term: 1,
            members: [
                row("a:1", newest, isSelf: isPrimary, heard: true, source: source),
                row("b:1", applied, isSelf: !isPrimary, heard: source.primaryHears, source: source),
            ])
        return reading
    }

    @Test("|lag - truth| <= error bound, whatever it is told from", arguments: Source.allCases, 0..<4)
    func truth(source: Source, round: Int) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = Seeded(state: seed)
        let simulation = OplogSimulation(using: &random)
        let restartAt = Double.random(in: 0...simulation.end / 2, using: &random)
        var (set, restarted, asked, known, bounds) = (Self.newSet(), false, 0, 0, 0.0)

        for poll in PollTimes(upTo: simulation.end, using: &random) {
            if !restarted, poll.upstreamStart > restartAt { (set, restarted) = (Self.newSet(), true) }
            let (first, second) = Bool.random(using: &random) ? ("a:1", "b:1") : ("b:1", "a:1")
            let moments = [
                (first, poll.upstreamStart, poll.upstreamAt, poll.upstreamEnd),
                (second, poll.downstreamStart, poll.downstreamAt, poll.downstreamEnd),
            ]
            for (host, start, moment, end) in moments {
                let reading = Self.reading(host, of: simulation, at: moment, source: source)
                set.record(
                    Observation(startedAt: .at(start), completedAt: .at(end), result: .success(reading)),
                    of: host)
            }
            let lag = try #require(set.moment(at: .at(poll.downstreamEnd)).judged().lags["b:1"]).lag
            let measured = source.primaryHears ? "a:1" : "b:1"
            guard let moment = moments.first(where: { $0.0 == measured })?.2 else { continue }
            asked += 1
            guard let time = lag.time.value, let bound = lag.errorBound else { continue }
            let truth = simulation.lag(at: moment)
            known += 1
            bounds += bound.seconds
            #expect(
                abs(time.seconds - truth) <= bound.seconds + 1e-6,
                "seed \(seed), \(source), at \(moment): \(lag), truth \(truth)")
        }
        #expect(restarted && known * 10 > asked * 8, "seed \(seed): \(known) of \(asked) known")
        #expect(bounds < Double(known) * 15, "seed \(seed): \(bounds / Double(known)) s off on average")
    }
}
