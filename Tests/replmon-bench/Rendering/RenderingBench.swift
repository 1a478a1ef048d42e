import Alerting
import Exposition
import PostgresReplication
import ReplicationCore
import StatusAPI

/// The cost of rendering the pages that replmon serves, for clusters of two PostgreSQL nodes that were judged before:
/// without servers and sockets.
struct RenderingBench {
    let clusters: Int
    let rounds: Int

    /// Processor times of one page, and its length.
    struct Result {
        var page: String
        var times = LatencySamples()
        var bytes = 0
    }

    func measure() -> [Result] {
        let snapshot = snapshot()
        let (process, serving) = (ProcessStatistics(), ServingStatistics())
        let pages: [(String, (MonotonicInstant) -> [UInt8])] = [
            (
                "/metrics",
                {
                    MetricsPage.render(
                        snapshot, process: process, serving: serving, now: $0, format: .prometheusText)
                }
            ),
            ("/api/v1/status", { StatusDocument(snapshot, now: $0).json() }),
            ("/api/v1/status, document", { [UInt8(StatusDocument(snapshot, now: $0).clusters.count & 0xFF)] }),
            ("/api/v1/alerts", { _ in AlertsDocument(snapshot).json() }),
        ]
        return pages.map { page, render in
            (0..<rounds).reduce(into: Result(page: page)) { result, round in
                let now = snapshot.instant.advanced(by: .milliseconds(round))
                let began = ProcessorClock.now()
                result.bytes = render(now).count
                result.times.add(ProcessorClock.now() - began)
            }
        }
    }

    /// Every tenth standby ends after ten polls, so that there are alerts.
    private func snapshot() -> Snapshot {
        let servers = JudgementServers(count: 2)
        let rules = AlertRules()
        var (assessments, inputs, probes) = ([ClusterAssessment](), [AlertEngine.Input](), [ProbeStatistics]())
        var now = MonotonicInstant(nanoseconds: 0)
        for number in 0..<clusters {
            let name = "orders-\(number)"
            var cluster = PostgresCluster(name: name, nodes: servers.declarations, limits: servers.limits)
            for round in 0..<20 {
                for (index, node) in servers.names.enumerated() {
                    var observation = servers.observation(of: index, round: round)
                    if index > 0 && number % 10 == 0 && round >= 10 {
                        observation.result = .failure(.connect("Connection refused"))
                    }
                    cluster.record(observation, of: node)
                    now = max(now, observation.completedAt)
                }
            }
            let view = cluster.view(at: now)
            assessments.append(ClusterAssessment(view: view, rules: rules, judgedAt: now))
            inputs += view.conditions.map {
                AlertEngine.Input(cluster: name, condition: $0, rule: rules.rule(for: $0.alert))
            }
            probes += servers.names.map { node in
                var probe = ProbeStatistics(cluster: name, node: node)
                for poll in 0..<100 {
                    probe.count(seconds: 0.0013 * Double(poll % 7 + 1), isFailure: false, missedSlots: 0)
                }
                return probe
            }
        }
        let wall = WallInstant(milliseconds: 1_790_000_100_000)
        var engine = AlertEngine()
        _ = engine.evaluate(inputs, now: now.advanced(by: .seconds(-600)), wallNow: wall)
        _ = engine.evaluate(inputs, now: now, wallNow: wall)
        let daemon = DaemonStatus(
            version: "1.0.0", startedAt: wall, lastReloadSuccessful: true, lastReloadSuccessAt: wall, probes: probes)
        return Snapshot(generatedAt: wall, instant: now, clusters: assessments, alerts: engine.alerts, daemon: daemon)
    }
}
