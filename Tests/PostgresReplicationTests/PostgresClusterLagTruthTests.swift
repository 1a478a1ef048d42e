import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct PostgresClusterLagTruthTests {
    private static func newCluster() -> PostgresCluster {
        PostgresCluster(
            name: "orders",
            nodes: [PostgresNodeDeclaration(name: "db-a"), PostgresNodeDeclaration(name: "db-b", upstream: "db-a")],
            limits: StalenessLimits(pollInterval: .seconds(15), probeTimeout: .seconds(2)))
    }

    private static func observation(_ reading: PostgresReading, from start: Double, to end: Double) -> Observation<
        PostgresReading
    > {
        Observation(startedAt: .at(start), completedAt: .at(end), result: .success(reading))
    }

    @Test(
        "|lag - truth| <= error bound, and 0 only when level, through pauses, cuts, stalls and restarts",
        arguments: 0..<8)
    func truth(round: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var random = Seeded(state: seed)
        var simulation = LagSimulation(using: &random)
        let history = simulation.history
        let restartAt = Double.random(in: 0...history.end * 0.9, using: &random)
        var cluster = Self.newCluster()
        var (known, asked, restarted) = (0, 0, false)
        var newest: UInt64 = 0
        var stillSince: Double?
        var truthWhenRead: Double?

        func check(_ lag: Lag, truth: Double, _ note: String) {
            asked += 1
            guard let time = lag.time.value, let bound = lag.errorBound else {
                if let least = lag.atLeast { #expect(truth + 2 >= least.seconds, "seed \(seed), \(note)") }
                return
            }
            known += 1
            #expect(abs(time.seconds - truth) <= bound.seconds + 1e-6, "seed \(seed), \(note), \(lag)")
            if time == .zero { #expect(simulation.applied >= newest, "seed \(seed), \(note), \(lag)") }
        }

        for poll in PollTimes(upTo: history.end, using: &random) {
            if !restarted, poll.upstreamStart > restartAt {
                (cluster, restarted, stillSince, truthWhenRead) = (Self.newCluster(), true, nil, nil)
            }
            newest = history.position(at: poll.upstreamAt)
            cluster.record(
                Self.observation(.primary(at: newest), from: poll.upstreamStart, to: poll.upstreamEnd), of: "db-a")
            let stood = simulation.applied
            simulation.advance(to: poll.upstreamEnd)
            if let stillSince, simulation.mode == .cut, simulation.modeSince <= stillSince {
                check(
                    cluster.moment(at: .at(poll.upstreamEnd)).lag(of: "db-b"),
                    truth: simulation.lag(at: poll.upstreamEnd),
                    "cut off, at \(poll.upstreamEnd)")
            }
            let lag = cluster.moment(at: .at(poll.upstreamEnd)).lag(of: "db-b")
            if let truthWhenRead, let time = lag.time.value?.seconds, let bound = lag.errorBound {
                // A standby that stood still when it was read is taken to stand there until it is read again.
                let standing = stillSince.map { _ in history.lag(of: stood, at: poll.upstreamEnd) }
                let truths = [truthWhenRead, simulation.lag(at: poll.upstreamEnd), standing].compactMap(\.self)
                #expect(
                    truths.contains { abs(time - $0) <= bound.seconds + 1e-6 },
                    "seed \(seed), at \(poll.upstreamEnd), \(simulation.mode), \(truths), \(lag)")
            }
            simulation.advance(to: poll.downstreamAt)
            cluster.record(
                Self.observation(
                    simulation.reading(at: poll.downstreamAt), from: poll.downstreamStart, to: poll.downstreamEnd),
                of: "db-b")
            check(
                cluster.moment(at: .at(poll.downstreamEnd)).lag(of: "db-b"),
                truth: simulation.lag(at: poll.downstreamAt),
                "read at \(poll.downstreamAt), \(simulation.mode)")
            truthWhenRead = simulation.lag(at: poll.downstreamAt)
            stillSince = simulation.applied == simulation.received ? poll.downstreamAt : nil
        }
        #expect(restarted)
        #expect(known * 2 > asked, "seed \(seed): only \(known) of \(asked) answers")
    }
}
