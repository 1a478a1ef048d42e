package import Alerting
package import ReplicationCore
package import StatusAPI

/// Snapshots as the coordinator would publish them.
package enum Samples {
    package static let published = MonotonicInstant(nanoseconds: 1_000_000_000_000)
    package static let wall = WallInstant(milliseconds: 1_767_323_045_678)

    /// A PostgreSQL cluster whose only standby does not answer.
    package static func silentStandby() -> Snapshot {
        let reason = "db-b: cannot connect: Connection refused"
        let primary = NodeView(
            name: "db-a", role: "primary", lastRole: "primary", reachable: true, observedAge: .milliseconds(800),
            reach: reach(answered: 8), version: "15.18", engine: .postgresql(PostgresNodeView(timeline: 3)))
        let standby = NodeView(
            name: "db-b", role: "unknown", lastRole: "standby", reachable: false, observedAge: .seconds(42),
            failure: .connect("Connection refused"), reach: reach(answered: 5, failed: 3),
            lag: Lag(time: .unknown(reason), bytes: .unknown(reason)))
        let link = LinkView(
            upstream: nil, downstream: "db-b", state: .unknown, lag: Lag(time: .unknown(reason)))
        let conditions = [
            Condition(
                .postgresNodeDown, node: "db-b", truth: .holds, summary: "db-b does not answer: Connection refused",
                evidence: [Evidence("failure", "connect")]),
            Condition(.postgresReplicationLag, node: "db-b", truth: .unknown(reason), summary: ""),
        ]
        let view = ClusterView(
            name: "orders", kind: .postgresql, nodes: [primary, standby], links: [link], conditions: conditions,
            firstRoundDone: true)
        return snapshot([view], probes: [probe(cluster: "orders", node: "db-b", seconds: [0.002, 2], failures: 1)])
    }

    /// The same cluster with one alert of which everything is known that can be: silenced, acknowledged, flapping, restored.
    package static func acknowledgedLag() -> Snapshot {
        var snapshot = silentStandby()
        var alert = snapshot.alerts[0]
        alert.identity = AlertIdentity(
            name: .postgresReplicationLag, cluster: "orders", subject: .init(node: "db-b", upstream: "db-a"))
        alert.state = .firing(Alert.Firing(firedAt: wall, isFlapping: true))
        alert.muting.silencedBy = "1f2e3d4c"
        alert.acknowledge(Acknowledgement(author: "anna", at: wall, comment: "on it"))
        alert.isRestored = true
        alert.rule = AlertCatalogue.row(for: .postgresReplicationLag)
        alert.evaluations = [.init(at: wall, outcome: "warning", text: "12 s behind")]
        snapshot.alerts = [alert]
        return snapshot
    }

    /// A healthy PostgreSQL cluster and a healthy replica set with a delayed member and an arbiter.
    package static func healthy() -> Snapshot {
        snapshot([orders(standbyName: "db-b"), media()])
    }

    /// A healthy cluster of two whose standby, and its slot, have a chosen name; and a slot that nobody uses.
    package static func orders(standbyName: String, name: String = "orders") -> ClusterView {
        let lag = Lag(
            time: .known(.milliseconds(1250)), errorBound: .milliseconds(200),
            bytes: .known(Lag.Stages(send: 0, receive: 512, replay: 1_258_291)))
        var primary = NodeView(
            name: "db-a", role: "primary", reachable: true, observedAge: .milliseconds(100),
            reach: reach(answered: 8))
        var server = PostgresNodeView(timeline: 3, rates: WALRates(generated: 3_250_585.6))
        server.slots = [
            SlotView(
                name: standbyName, type: "physical", active: true, walStatus: "reserved", retainedBytes: 1_258_291),
            SlotView(
                name: "old", type: "logical", active: false, walStatus: "unreserved", retainedBytes: 5 << 30,
                safeBytes: -1024, timeToLoss: .seconds(240)),
        ]
        primary.engine = .postgresql(server)
        var standby = NodeView(
            name: standbyName, role: "standby", reachable: true, observedAge: .milliseconds(300),
            reach: reach(answered: 8), lag: lag, upstream: "db-a",
            details: [Evidence("replay_lsn", "0/3000148"), Evidence("camelCase_Key", "kept")])
        let readiness = FailoverReadiness(
            rank: 1, lossBytes: .known(512), lossTime: .known(.milliseconds(3)), backlogBytes: .known(1_257_779),
            backlogTime: .milliseconds(293))
        standby.engine = .postgresql(
            PostgresNodeView(
                timeline: 3, rates: WALRates(received: 3_250_585.6, replayed: 4_299_161.6),
                trend: .catchingUp(.milliseconds(1200)), readiness: readiness))
        return ClusterView(
            name: name, kind: .postgresql, nodes: [primary, standby],
            links: [LinkView(upstream: "db-a", downstream: standbyName, state: .streaming, lag: lag)],
            conditions: [], firstRoundDone: true)
    }

    /// A replica set of a primary, a member delayed by an hour and an arbiter.
    package static func media() -> ClusterView {
        let lag = Lag(time: .known(.milliseconds(3_600_850)))
        let (a, b, c) = ("10.0.1.11:27017", "10.0.1.12:27017", "10.0.1.13:27017")
        let nodes = [
            NodeView(
                name: a, role: "primary", reachable: true, observedAge: .zero, reach: reach(answered: 8),
                engine: .mongodb(MemberView(term: 7))),
            NodeView(
                name: b, role: "secondary", reachable: true, observedAge: .zero, reach: reach(answered: 8), lag: lag,
                delay: .seconds(3600), upstream: a, engine: .mongodb(MemberView(term: 7))),
            NodeView(name: c, role: "arbiter", reachable: true, observedAge: .zero, reach: reach(answered: 8)),
        ]
        return ClusterView(
            name: "media", kind: .mongodb, nodes: nodes,
            links: [LinkView(upstream: a, downstream: b, state: .streaming, lag: lag)], conditions: [],
            firstRoundDone: true)
    }

    /// The snapshot of these clusters after their conditions have held for a minute.
    package static func snapshot(_ views: [ClusterView], probes: [ProbeStatistics] = []) -> Snapshot {
        let clusters = views.map { ClusterAssessment(view: $0, rules: AlertRules()) }
        let inputs = views.flatMap { view in
            view.conditions.map { condition in
                AlertEngine.Input(
                    cluster: view.name, condition: condition, rule: AlertRules().rule(for: condition.alert))
            }
        }
        var engine = AlertEngine()
        _ = engine.evaluate(inputs, now: published.advanced(by: .seconds(-60)), wallNow: wall)
        _ = engine.evaluate(inputs, now: published, wallNow: wall)
        let daemon = DaemonStatus(
            version: "1.0.0", startedAt: WallInstant(milliseconds: 1_767_322_000_000), lastReloadSuccessful: true,
            lastReloadSuccessAt: WallInstant(milliseconds: 1_767_322_000_250), probes: probes, history: .saved,
            notifications: alertmanagers())
        return Snapshot(
            generatedAt: wall, instant: published, clusters: clusters, alerts: engine.alerts, daemon: daemon)
    }

    /// A silence of everything in a cluster, from a minute ago on.
    package static func silence(id: String, seconds: Int64 = 600) -> Silence {
        Silence(
            id: id, matcher: AlertMatcher(cluster: "orders"),
            startsAt: WallInstant(milliseconds: wall.milliseconds - 60_000),
            endsAt: WallInstant(milliseconds: wall.milliseconds + seconds * 1000), author: "anna", reason: "disk swap")
    }

    /// Two Alertmanagers, of which one does not answer.
    package static func alertmanagers() -> [AlertmanagerStatistics] {
        var good = AlertmanagerStatistics(url: "http://127.0.0.1:9093", capacity: 10_000)
        (good.sent, good.errors, good.dropped) = (12, 1, 2)
        var bad = AlertmanagerStatistics(url: "http://10.0.0.2:9093/am", capacity: 10_000)
        (bad.errors, bad.waiting, bad.failure, bad.failingFor) = (7, 3, "Connection refused", .seconds(90))
        return [good, bad]
    }

    package static func probe(cluster: String, node: String, seconds: [Double], failures: UInt64) -> ProbeStatistics {
        var statistics = ProbeStatistics(cluster: cluster, node: node)
        for duration in seconds { statistics.durations.observe(seconds: duration) }
        statistics.failures = failures
        return statistics
    }

    package static func reach(answered: Int, failed: Int = 0) -> Reach {
        var reach = Reach()
        for _ in 0..<answered { reach.record(answered: true) }
        for _ in 0..<failed { reach.record(answered: false) }
        return reach
    }
}
