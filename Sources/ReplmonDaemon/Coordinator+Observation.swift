internal import Alerting
internal import Notification
internal import QueueExecutor
internal import ReplicationCore
internal import StatusAPI

/// The path of one observation: from its poller through the history, the judgement and the alerts of its cluster to the
/// snapshot, then to the journal, the Alertmanagers and the history file.
///
/// Only its own cluster is judged: the cost of a poll does not grow with the number of nodes.
extension Coordinator {
    /// Takes in a finished poll; `missedSlots` are those since the poll before. Polls peers whose last answer it makes
    /// outdated, and the members that a replica set has now.
    func receive(_ observation: NodeObservation, missedSlots: UInt64, by plan: ProbePlan) async {
        guard let next = record(observation, missedSlots: missedSlots, by: plan) else { return }
        for poller in next.pollersToAsk { await poller.askNow() }
        // A reload, or the end of replmon, may have come while the pollers were asked.
        if next.pollersDiffer, clusters.index(of: plan.cluster) != nil { await reconcilePollers() }
    }

    /// Counts, records, judges and publishes; `nil` for an observation of a poller that was replaced.
    ///
    /// Never inlined: inside an asynchronous function its variables would be on the heap, for each poll that waits for
    /// the coordinator.
    @inline(never)
    private func record(
        _ observation: NodeObservation, missedSlots: UInt64, by plan: ProbePlan
    ) -> (pollersToAsk: [NodePoller], pollersDiffer: Bool)? {
        guard pollers.runs(plan), let index = clusters.index(of: plan.cluster) else { return nil }
        count(observation, missedSlots: missedSlots, of: plan.key)
        clusters.record(observation, of: plan.node, inClusterAt: index)
        judge(index, at: MonotonicClock.now())
        let wanted = clusters[index].probes
        return (
            pollers.pollersToAsk(after: observation, of: plan, among: wanted),
            !pollers.matches(wanted, of: plan.cluster)
        )
    }

    private func count(_ observation: NodeObservation, missedSlots: UInt64, of node: NodeKey) {
        let seconds = observation.startedAt.duration(to: observation.completedAt).seconds
        store.update { snapshot in
            let none = ProbeStatistics(cluster: node.cluster, node: node.node)
            snapshot.daemon.statistics[node.cluster, default: [:]][node.node, default: none].count(
                seconds: seconds, isFailure: observation.isFailure, missedSlots: missedSlots)
        }
    }

    private func judge(_ index: Int, at now: MonotonicInstant) {
        guard !isClosed else { return }
        let wallNow = MonotonicClock.wallNow()
        let judged = self.judged(index, at: now)
        let name = clusters[index].plan.name
        let verdictBefore = store.read { $0.clusters[index].verdict }
        store.update { snapshot in
            snapshot.clusters[index] = judged.assessment
            snapshot.generatedAt = wallNow
            snapshot.instant = now
        }
        if !judged.assessment.view.nodes.contains(where: \.reachable) { store.read { monitoring.judgeIsolation($0) } }
        let outcome = alerts.evaluate([judged], selfConditions: monitoring.conditions, now: now, wallNow: wallNow)
        publishAlerts(of: name, alsoOfReplmon: !outcome.transitions.isEmpty)
        scheduleNextJudgement(of: index, after: judged, at: now)
        journal.log(outcome)
        if verdictBefore != judged.assessment.verdict { status.update(store.read(ServiceStatus.line)) }
        if !outcome.transitions.isEmpty { notifier.update(alerts.alerts, wallNow: wallNow) }
        save(
            HistoryPolicy.Evaluation(
                outcome: outcome, alerts: alerts, clusters: clusters, judged: [index], now: now, wallNow: wallNow))
    }

    private func publishAlerts(of cluster: String, alsoOfReplmon: Bool) {
        let (ofCluster, ofReplmon) = (alerts.alerts(of: cluster), alsoOfReplmon ? alerts.alerts(of: nil) : nil)
        store.update { snapshot in
            snapshot.alertsByCluster[cluster] = ofCluster.isEmpty ? nil : ofCluster
            if let ofReplmon { snapshot.alertsByCluster[nil] = ofReplmon }
        }
    }
}
