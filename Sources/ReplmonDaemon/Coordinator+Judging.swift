internal import Alerting
internal import History
internal import Notification
internal import QueueExecutor
internal import ReplicationCore
internal import StatusAPI

/// The pure path: view, findings, alerts, snapshot; then, with everything published, what to tell people and what to keep.
///
/// A poll judges its own cluster. The tick judges replmon itself and the clusters whose answers time alone may change. So
/// the cost of a poll does not grow with the number of nodes.
extension Coordinator {
    /// Judges everything anew, as after a reload.
    func evaluate(at now: MonotonicInstant) {
        evaluate(Array(clusters.indices), rebuilding: true, at: now)
    }

    /// Judges replmon itself and these clusters.
    func evaluate(
        _ indices: [Int], rebuilding: Bool = false, tickLateness: Duration = .zero, at now: MonotonicInstant
    ) {
        guard !isClosed else { return }
        let wallNow = MonotonicClock.wallNow()
        let judged = indices.map { self.judged($0, at: now) }
        store.update { snapshot in
            if rebuilding { snapshot.clusters = judged.map(\.assessment) }
            for (index, judged) in zip(indices, judged) where !rebuilding {
                snapshot.clusters[index] = judged.assessment
            }
        }
        ours = conditionsOfOurs(tickLateness: tickLateness, at: now)
        var outcome = desk.evaluate(judged, ours: ours, now: now, wallNow: wallNow)
        let ended = desk.retain(only: Set(places.keys), now: now, wallNow: wallNow)
        outcome.transitions += ended.transitions
        outcome.events += ended.events
        publishAll(at: now, wallNow: wallNow)
        settle(indices, judged, at: now)
        announcer.announce(outcome.transitions, events: outcome.events)
        announcer.status(store.read { Announcer.statusLine($0) })
        notifier.update(desk.alerts, wallNow: wallNow)
        keep(outcome, indices, isTick: true, now: now, wallNow: wallNow)
    }

    /// Judges one cluster, whose node was just polled, and replmon itself only where that may explain it.
    func judge(_ index: Int, at now: MonotonicInstant) {
        guard !isClosed, clusters.indices.contains(index) else { return }
        let wallNow = MonotonicClock.wallNow()
        let judged = self.judged(index, at: now)
        let (before, name) = (store.read { $0.clusters[index].verdict }, clusters[index].plan.name)
        store.update { snapshot in
            snapshot.clusters[index] = judged.assessment
            snapshot.generatedAt = wallNow
            snapshot.instant = now
        }
        if !judged.assessment.view.nodes.contains(where: \.reachable) { noteIsolation() }
        let outcome = desk.evaluate([judged], ours: ours, now: now, wallNow: wallNow)
        let alerts = desk.alerts(of: name)
        store.update { snapshot in
            snapshot.alertsByCluster[name] = alerts.isEmpty ? nil : alerts
            if !outcome.transitions.isEmpty { snapshot.alertsByCluster[nil] = desk.alerts(of: nil) }
        }
        settle([index], [judged], at: now)
        announcer.announce(outcome.transitions, events: outcome.events)
        if before != judged.assessment.verdict { announcer.status(store.read { Announcer.statusLine($0) }) }
        if !outcome.transitions.isEmpty { notifier.update(desk.alerts, wallNow: wallNow) }
        keep(outcome, [index], isTick: false, now: now, wallNow: wallNow)
    }

    private func judged(_ index: Int, at now: MonotonicInstant) -> AlertDesk.Judged {
        AlertDesk.Judged(assessment: clusters[index].assessment(at: now), rules: clusters[index].plan.rules)
    }

    /// Notes when each of these is due again.
    private func settle(_ indices: [Int], _ judged: [AlertDesk.Judged], at now: MonotonicInstant) {
        for (index, judged) in zip(indices, judged) {
            let plan = clusters[index].plan
            let wait = JudgementDue.wait(
                after: judged.assessment, rules: plan.rules, alertsAreSettled: desk.isSettled(plan.name),
                readingLimit: plan.limits.reading)
            clusters[index].dueAt = now.advanced(by: wait)
        }
    }

    /// Puts into the snapshot what only the tick brings up to date.
    private func publishAll(at now: MonotonicInstant, wallNow: WallInstant) {
        let (reload, health, notifications) = (reload, history?.health ?? .saved, notifier.statistics())
        let (alerts, silences) = (Dictionary(grouping: desk.alerts, by: \.identity.cluster), desk.silences)
        store.update { snapshot in
            snapshot.generatedAt = wallNow
            snapshot.instant = now
            snapshot.alertsByCluster = alerts
            snapshot.silences = silences
            snapshot.daemon.lastReloadSuccessful = reload.problem == nil
            snapshot.daemon.lastReloadSuccessAt = reload.succeededAt
            snapshot.daemon.history = health
            snapshot.daemon.notifications = notifications
        }
    }

    /// A cluster went dark: whether it is replmon's own network is told before its alerts are judged.
    private func noteIsolation() {
        ours.removeAll { $0.alert == .monitorIsolated }
        ours.insert(isolation(), at: 0)
    }

    private func isolation() -> Condition {
        store.read { snapshot in MonitorIsolation.condition(snapshot.clusters.lazy.map(\.view)) }
    }

    /// What is said of replmon itself.
    private func conditionsOfOurs(tickLateness: Duration, at now: MonotonicInstant) -> [Condition] {
        let polls = store.read { snapshot in
            snapshot.daemon.statistics.values.flatMap { nodes in
                nodes.values.map {
                    ProbeLateness.Node(cluster: $0.cluster, node: $0.node, missedSlots: $0.missedSlots)
                }
            }
        }
        return [
            isolation(),
            Condition(
                .replmonReloadFailed, truth: reload.problem == nil ? .clear : .holds,
                summary: reload.problem ?? "configuration accepted"),
            HistoryCondition.condition(history?.health ?? .saved, at: now),
            lateness.condition(polls, tickLateness: tickLateness, at: now),
        ] + notifier.statistics().map(NotificationCondition.condition)
    }

    /// Writes what is worth keeping of these clusters.
    private func keep(
        _ outcome: AlertDesk.Outcome, _ indices: [Int], isTick: Bool, now: MonotonicInstant, wallNow: WallInstant
    ) {
        var batch = HistoryBatch(events: outcome.events)
        var hasNewAlerts = false
        let gone = isTick ? recorder.clusters(besides: places.keys) : []
        for cluster in indices.map({ clusters[$0].plan.name }) + gone + [nil] {
            let alerts = desk.memories(of: cluster, at: now, wallNow: wallNow)
            if recorder.isNews(alerts, of: cluster) { hasNewAlerts = true }
        }
        if hasNewAlerts { batch.alerts = desk.memories(at: now, wallNow: wallNow) }
        let hasNewRollbackIDs = indices.contains { recorder.isNews(clusters[$0]) }
        if isTick || hasNewRollbackIDs {
            batch.rollbackIDs = recorder.rollbackIDs(
                of: clusters, isNews: hasNewRollbackIDs, now: now, wallNow: wallNow)
        }
        if isTick, let samples = recorder.samples(of: store.current.clusters, now: now, wallNow: wallNow) {
            batch.lagSamples = samples
            batch.aliveAt = wallNow
        }
        if outcome.silencesChanged { batch.silences = desk.silences }
        if batch != HistoryBatch() { history?.record(batch) }
    }
}
