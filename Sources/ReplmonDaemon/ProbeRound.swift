internal import Alerting
internal import QueueExecutor
internal import ReplicationCore
package import StatusAPI

/// One round of polls without a daemon.
package enum ProbeRound {
    /// Polls every node twice and returns the status document. The second round also polls the members found in the
    /// first, and gives positions a value to be compared with.
    package static func document(of loaded: LoadedConfiguration, cluster: String? = nil) async -> StatusDocument {
        let probes = RealProbes()
        var watched = loaded.plans.filter { cluster == nil || $0.name == cluster }.map(WatchedCluster.init)
        var open: [ProbePlan: any Probe<NodeReading>] = [:]
        for _ in 0..<2 {
            for plan in watched.flatMap(\.probes) where open[plan] == nil {
                open[plan] = probes.probe(plan, onChange: {})
            }
            for (plan, observation) in await observations(of: open) {
                guard let index = watched.firstIndex(where: { $0.plan.name == plan.cluster }) else { continue }
                watched[index].record(observation, of: plan.node)
            }
        }
        for probe in open.values { await probe.close() }
        let (now, wallNow) = (MonotonicClock.now(), MonotonicClock.wallNow())
        let snapshot = Snapshot(
            generatedAt: wallNow, instant: now, clusters: watched.map { $0.assessment(at: now) }, alerts: [],
            daemon: DaemonStatus(
                version: replmonVersion, startedAt: wallNow, lastReloadSuccessful: true, lastReloadSuccessAt: wallNow,
                probes: []))
        return StatusDocument(snapshot, now: now)
    }

    /// Polls all nodes at once; the observations are in the order of completion, as in the daemon.
    private static func observations(of probes: [ProbePlan: any Probe<NodeReading>]) async -> [(
        ProbePlan, NodeObservation
    )] {
        await withTaskGroup(of: (ProbePlan, NodeObservation).self) { group in
            for (plan, probe) in probes {
                group.addTask { (plan, await NodePoller.observation(of: probe, timeout: plan.timeout)) }
            }
            var observations: [(ProbePlan, NodeObservation)] = []
            for await observation in group { observations.append(observation) }
            return observations
        }
    }
}

extension LoadedConfiguration {
    /// One line for `check-config`: the numbers of clusters and nodes.
    package var summary: String {
        let nodes = plans.flatMap { WatchedCluster(plan: $0).probes }.count
        return (plans.count == 1 ? "1 cluster, " : "\(plans.count) clusters, ") + "\(nodes) nodes to ask first"
    }
}
