internal import Alerting
package import ReplicationCore

extension StatusDocument {
    /// The document of a snapshot as read at `now`: ages go on growing between two snapshots.
    package init(_ snapshot: Snapshot, now: MonotonicInstant) {
        let clock = SnapshotClock(snapshot, now: now)
        version = 1
        generatedAt = snapshot.generatedAt.description
        verdict = snapshot.verdict.rawValue
        clusters = snapshot.clusters.map { Cluster($0, clock: clock) }
        alerts = snapshot.alerts.map(AlertStatus.init)
        silences = SilenceStatus.list(snapshot)
        daemon = Daemon(snapshot.daemon, at: now)
    }
}

extension StatusDocument.Cluster {
    init(_ assessment: ClusterAssessment, clock: SnapshotClock) {
        name = assessment.view.name
        kind = assessment.view.kind.rawValue
        verdict = assessment.verdict.rawValue
        summary = assessment.summary
        let elapsed = clock.elapsed(since: assessment)
        nodes = assessment.view.nodes.map { StatusDocument.Node($0, clock: clock, elapsed: elapsed) }
        links = assessment.view.links.map { StatusDocument.Link($0, clock: clock) }
        findings = assessment.findings.map(StatusDocument.Finding.init)
        unknowns = assessment.unknowns.map { unknown in
            StatusDocument.Unknown(
                alert: unknown.alert.rawValue, node: unknown.subject.node, slot: unknown.subject.slot,
                reason: unknown.reason)
        }
        replicaSet = assessment.view.replicaSet.map {
            StatusDocument.ReplicaSet($0, clock: clock, elapsed: elapsed)
        }
    }
}

extension StatusDocument.Node {
    init(_ view: NodeView, clock: SnapshotClock, elapsed: Duration) {
        let bytes = view.lag?.bytes?.value
        name = view.name
        role = view.role
        reachable = view.reachable
        reach = view.reach.octal
        reachPolls = view.reach.count
        details = view.details.dictionary
        lastRole = view.lastRole
        observedAgeSeconds = view.observedAge.map { ($0 + elapsed).seconds.rounded(toPlaces: 3) }
        failure = view.failure?.reason
        failureDetail = view.failure?.description
        lagSeconds = clock.time(of: view.lag)?.seconds.rounded(toPlaces: 3)
        lagComparedWith = view.lag?.comparedWith
        lagErrorBoundSeconds = view.lag?.errorBound?.seconds.rounded(toPlaces: 3)
        lagBytes = bytes?.replay
        lagBytesByStage = bytes.map { StatusDocument.LagStages(send: $0.send, receive: $0.receive, replay: $0.replay) }
        lagUnknownReason = view.lag?.time.unknownReason
        delaySeconds = view.delay?.seconds
        upstream = view.upstream
        version = view.version
        switch view.engine {
        case .postgresql(let server): add(server)
        case .mongodb(let member): add(member, elapsed: elapsed)
        case nil: break
        }
    }

    private mutating func add(_ server: PostgresNodeView) {
        timeline = server.timeline
        rates = server.rates.map(StatusDocument.Rates.init)
        add(server.trend)
        readiness = server.readiness.map(StatusDocument.Readiness.init)
        slots = server.listedSlots.map(StatusDocument.Slot.init)
        slotsNotListed = server.slots.count > slots.count ? server.slots.count - slots.count : nil
    }

    private mutating func add(_ known: ReplicationTrend?) {
        switch known {
        case .level: trend = "level"
        case .catchingUp(let time):
            trend = "catching_up"
            catchUpSeconds = time.seconds.rounded(toPlaces: 3)
        case .fallingBehind(let rate):
            trend = "falling_behind"
            fallingBehindBytesPerSecond = rate.wholeIfFinite
        case nil: break
        }
    }
}

extension StatusDocument.Rates {
    init(_ rates: WALRates) {
        generatedBytesPerSecond = rates.generated?.wholeIfFinite
        receivedBytesPerSecond = rates.received?.wholeIfFinite
        replayedBytesPerSecond = rates.replayed?.wholeIfFinite
    }
}

extension StatusDocument.Readiness {
    init(_ readiness: FailoverReadiness) {
        obstacles = readiness.obstacles
        rank = readiness.rank
        lossBytes = readiness.lossBytes.value
        lossBytesUnknownReason = readiness.lossBytes.unknownReason
        lossSeconds = readiness.lossTime.value?.seconds.rounded(toPlaces: 3)
        lossSecondsUnknownReason = readiness.lossTime.unknownReason
        backlogBytes = readiness.backlogBytes.value
        backlogBytesUnknownReason = readiness.backlogBytes.unknownReason
        backlogSeconds = readiness.backlogTime?.seconds.rounded(toPlaces: 3)
    }
}

extension StatusDocument.Slot {
    init(_ slot: SlotView) {
        name = slot.name
        type = slot.type
        active = slot.active
        walStatus = slot.walStatus
        retainedBytes = slot.retainedBytes
        safeBytes = slot.safeBytes
        secondsToLoss = slot.timeToLoss?.seconds.rounded(toPlaces: 3)
    }
}

extension StatusDocument.Link {
    init(_ view: LinkView, clock: SnapshotClock) {
        downstream = view.downstream
        state = view.state.rawValue
        evidence = view.evidence.dictionary
        upstream = view.upstream
        lagSeconds = clock.time(of: view.lag)?.seconds.rounded(toPlaces: 3)
        lagBytes = view.lag.bytes?.value?.replay
    }
}

extension StatusDocument.Finding {
    init(_ finding: Finding) {
        alert = finding.alert.rawValue
        severity = finding.severity.rawValue
        summary = finding.summary
        evidence = finding.evidence.dictionary
        node = finding.subject.node
        slot = finding.subject.slot
    }
}

extension [Evidence] {
    /// By name; of two of one name the first.
    var dictionary: [String: String] {
        Dictionary(map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}

extension Double {
    /// Rounded for display: `places` digits after the point.
    func rounded(toPlaces places: Int) -> Double {
        let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
        return (self * scale).rounded() / scale
    }

    /// Rounded to a whole number; `nil` for what JSON cannot say.
    fileprivate var wholeIfFinite: Double? {
        isFinite ? rounded() : nil
    }
}
