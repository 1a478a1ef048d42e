internal import Alerting
internal import History
internal import Notification
internal import QueueExecutor
internal import ReplicationCore
internal import StatusAPI

/// The evaluation of replmon itself and of several clusters: at each tick of those that are due, after a reload of all.
extension Coordinator {
    /// Judges everything, after a reload or a request.
    func evaluateAll(at now: MonotonicInstant) {
        evaluate(Array(clusters.indices), isComplete: true, at: now)
    }

    /// Judges replmon itself and these clusters; `isComplete` if they are all clusters of a new configuration.
    func evaluate(_ indices: [Int], isComplete: Bool = false, at now: MonotonicInstant) {
        guard !isClosed else { return }
        let wallNow = MonotonicClock.wallNow()
        let judged = indices.map { self.judged($0, at: now) }
        publish(judged, at: indices, isComplete: isComplete)
        store.read { monitoring.judge($0, reload: reload, at: now) }
        var outcome = alerts.evaluate(judged, selfConditions: monitoring.conditions, now: now, wallNow: wallNow)
        let ended = alerts.retain(only: clusters.names, now: now, wallNow: wallNow)
        outcome.transitions += ended.transitions
        outcome.events += ended.events
        publishAlerts(at: now, wallNow: wallNow)
        for (index, judged) in zip(indices, judged) { scheduleNextJudgement(of: index, after: judged, at: now) }
        journal.log(outcome)
        status.update(store.read(ServiceStatus.line))
        notifier.update(alerts.alerts, wallNow: wallNow)
        save(
            HistoryPolicy.Evaluation(
                outcome: outcome, alerts: alerts, clusters: clusters, judged: indices,
                assessments: store.read(\.clusters), now: now, wallNow: wallNow))
    }

    func judged(_ index: Int, at now: MonotonicInstant) -> AlertPipeline.Judged {
        AlertPipeline.Judged(assessment: clusters[index].assessment(at: now), rules: clusters[index].plan.rules)
    }

    /// Sets when time alone can change the answers of a cluster.
    func scheduleNextJudgement(of index: Int, after judged: AlertPipeline.Judged, at now: MonotonicInstant) {
        let plan = clusters[index].plan
        let wait = JudgementDue.wait(
            after: judged.assessment, rules: plan.rules, alertsAreSettled: alerts.isSettled(plan.name),
            readingLimit: plan.limits.reading)
        clusters.setDue(now.advanced(by: wait), ofClusterAt: index)
    }

    /// Writes what is worth keeping. Does not wait for the disk.
    func save(_ evaluation: HistoryPolicy.Evaluation) {
        if let batch = historyPolicy.batch(after: evaluation) { history?.record(batch) }
    }

    /// Publishes the assessments and the state of the daemon, by which replmon itself is judged.
    private func publish(_ judged: [AlertPipeline.Judged], at indices: [Int], isComplete: Bool) {
        let (reload, health, notifications) = (reload, history?.health ?? .saved, notifier.statistics())
        store.update { snapshot in
            if isComplete {
                snapshot.clusters = judged.map(\.assessment)
            } else {
                for (index, judged) in zip(indices, judged) { snapshot.clusters[index] = judged.assessment }
            }
            snapshot.daemon.lastReloadSuccessful = reload.problem == nil
            snapshot.daemon.lastReloadSuccessAt = reload.succeededAt
            snapshot.daemon.history = health
            snapshot.daemon.notifications = notifications
        }
    }

    private func publishAlerts(at now: MonotonicInstant, wallNow: WallInstant) {
        let (alerts, silences) = (Dictionary(grouping: alerts.alerts, by: \.identity.cluster), alerts.silences)
        store.update { snapshot in
            snapshot.generatedAt = wallNow
            snapshot.instant = now
            snapshot.alertsByCluster = alerts
            snapshot.silences = silences
        }
    }
}
