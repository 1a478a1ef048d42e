import Alerting
import ReplicationCore
import Testing

@testable import Notification

struct NotificationLedgerTests {
    let alert = Alert.notified()

    @Test func whatFiresIsToldAtOnceWithItsIdentityAsLabels() throws {
        var scenario = LedgerScenario()
        scenario.wait(3)
        scenario.update([alert])
        let sent = try #require(scenario.send().first)
        #expect(
            sent.labels == [
                "alertname": "PostgresNodeDown", "cluster": "orders", "node": "db-b", "severity": "critical",
            ])
        #expect(sent.startsAt == .start && sent.endsAt == .start.after(seconds: 3 + 300))
        #expect(sent.generatorURL == "http://utility-a:8642")
        #expect(sent.annotations["summary"] == "db-b does not answer")
        #expect(sent.annotations["evidence"] == "failure: refused\nfailing_for: 12s")
        #expect(sent.annotations["observer"] == "utility-a")
        #expect(sent.annotations["action"]?.isEmpty == false && sent.annotations["description"]?.isEmpty == false)
        for absent in ["flapping", "acknowledged_by", "stale_reason"] { #expect(sent.annotations[absent] == nil) }
        #expect(scenario.send().isEmpty)
    }

    @Test func theSubjectsOfLinksAndSlotsAreLabels() throws {
        var scenario = LedgerScenario()
        let subject = Condition.Subject(node: "db-b", upstream: "db-a", slot: "b")
        scenario.update([alert.with { $0.identity.subject = subject }])
        let labels = try #require(scenario.send().first).labels
        #expect(labels["upstream"] == "db-a" && labels["slot"] == "b")
    }

    @Test func whatPeopleWereNotToldIsNotSent() {
        var scenario = LedgerScenario()
        let pending = alert.with { $0.state = .pending(since: MonotonicInstant(nanoseconds: 0)) }
        scenario.update([
            .notified(.postgresNoPrimary, node: nil, nil), pending.with { $0.identity.subject.node = "db-c" },
        ])
        #expect(scenario.send().isEmpty)
    }

    @Test func stateBesidesTheIdentityIsAnAnnotation() throws {
        var scenario = LedgerScenario()
        scenario.update([
            alert.with {
                $0.firing?.isFlapping = true
                $0.acknowledge(Acknowledgement(author: "ada", at: .start))
                $0.staleReason = "db-b was not polled"
            }
        ])
        let annotations = try #require(scenario.send().first).annotations
        #expect(annotations["flapping"] == "true" && annotations["acknowledged_by"] == "ada")
        #expect(annotations["stale_reason"] == "db-b was not polled")
    }

    @Test func itIsRefreshedEveryHalfMinuteAndOutlivesARestartOfTheMachine() {
        var scenario = LedgerScenario()
        scenario.update([alert])
        scenario.send()
        let refreshes = scenario.run(300, [alert])
        #expect(refreshes.map(\.second) == Array(stride(from: 30, through: 300, by: 30)))
        for (second, sent) in refreshes {
            #expect(sent.startsAt == .start && sent.endsAt == .start.after(seconds: second + 300))
        }
    }

    @Test func theEndIsToldAtOnceAndForAQuarterOfAnHour() {
        var scenario = LedgerScenario()
        scenario.update([alert])
        scenario.send()
        scenario.wait(100)
        let resolved = alert.resolved(at: scenario.wallNow.after(seconds: -2))
        scenario.update([resolved])
        let first = scenario.send()
        #expect(first.map(\.endsAt) == [.start.after(seconds: 98)] && first.map(\.startsAt) == [.start])
        let repeated = scenario.run(1_800, [])
        #expect(repeated.map(\.second) == Array(stride(from: 130, to: 100 + 900, by: 30)))
        #expect(repeated.allSatisfy { $0.alert.endsAt == .start.after(seconds: 98) })
    }

    @Test func anAlertThatVanishesEndsWhenThatIsSeen() {
        var scenario = LedgerScenario()
        scenario.update([alert])
        scenario.send()
        scenario.wait(10)
        scenario.update([])
        #expect(scenario.send().map(\.endsAt) == [.start.after(seconds: 10)])
    }

    @Test func oneThatFiresAgainBeginsAnew() {
        var scenario = LedgerScenario()
        scenario.update([alert])
        scenario.send()
        scenario.wait(10)
        scenario.update([alert.resolved(at: scenario.wallNow)])
        scenario.send()
        scenario.wait(10)
        scenario.update([.notified(firedAt: scenario.wallNow)])
        let sent = scenario.send()
        #expect(sent.map(\.startsAt) == [.start.after(seconds: 20)])
        #expect(sent.map(\.endsAt) == [.start.after(seconds: 320)])
    }

    @Test func aChangeOfSeverityEndsTheOneAndBeginsTheOtherInOneRequest() {
        var scenario = LedgerScenario()
        scenario.update([.notified(.postgresReplicationLag, .warning)])
        scenario.send()
        scenario.wait(50)
        scenario.update([.notified(.postgresReplicationLag, .critical)])
        let sent = Dictionary(
            scenario.send().map { ($0.labels["severity"] ?? "", $0.endsAt) }, uniquingKeysWith: { first, _ in first })
        #expect(
            sent == [
                "warning": .start.after(seconds: 50), "critical": .start.after(seconds: 350),
            ])
    }

    @Test func theEndOfASeverityIsToldOnWhileAnotherFires() throws {
        let (warning, critical) = (
            Alert.notified(.postgresReplicationLag, .warning), Alert.notified(.postgresReplicationLag, .critical)
        )
        var scenario = LedgerScenario()
        scenario.update([warning, alert])
        scenario.send()
        // Of another alert that ended at the same time, nothing more is said after a quarter of an hour.
        var sent = scenario.run(3_600, [critical, alert.resolved(at: scenario.wallNow)])
        func last(_ label: String, _ value: String) throws -> Int64 {
            try #require(sent.last { $0.alert.labels[label] == value }).second
        }
        #expect(try last("severity", "warning") > 3_600 - 30)
        #expect(try last("alertname", "PostgresNodeDown") < 1_000)
        sent = scenario.run(1_800, [critical.resolved(at: scenario.wallNow)])
        for severity in ["warning", "critical"] {
            #expect((3_600 + 900 - 30...3_600 + 900 + 1).contains(try last("severity", severity)))
        }
    }

    @Test func aSeverityThatPeopleWereNotToldIsNotALabel() {
        var scenario = LedgerScenario()
        // It became critical while it was silenced: notified after the silence.
        scenario.update([.notified(.postgresReplicationLag, .warning, severity: .critical)])
        #expect(scenario.send().map { $0.labels["severity"] } == ["warning"])
    }

    // MARK: Muted

    @Test(arguments: ["inhibited", "silenced"])
    func mutedAlertsAreKeptUpButNotMadeKnown(how: String) {
        let muted = alert.with {
            if how == "inhibited" {
                $0.muting.inhibitedBy = .clusterUnreachable
            } else {
                $0.muting.silencedBy = "0a0b0c0d"
            }
        }
        var unknown = LedgerScenario()
        #expect(unknown.run(60, [muted]).isEmpty)

        var known = LedgerScenario()
        known.update([alert])
        known.send()
        #expect(known.run(60, [muted]).map(\.second) == [30, 60])
        known.wait(1)
        known.update([muted.resolved(at: known.wallNow)])
        #expect(known.send().map(\.endsAt) == [known.wallNow])

        // One that could not be delivered before it was muted is not delivered any more.
        var down = LedgerScenario()
        down.update([alert])
        down.send(.failed(mayHaveArrived: false))
        #expect(down.run(60, [muted]).isEmpty)
        // One that may have been is.
        var hung = LedgerScenario()
        hung.update([alert])
        hung.send(.failed(mayHaveArrived: true))
        #expect(!hung.run(60, [muted]).isEmpty)
    }

    @Test func aMutedAlertOfBeforeARestartIsKeptUp() {
        let restored = alert.with {
            $0.isRestored = true
            $0.muting.silencedBy = "0a0b0c0d"
        }
        var scenario = LedgerScenario()
        scenario.update([restored])
        #expect(scenario.send().count == 1)
        // Judged now, and still muted.
        #expect(scenario.run(60, [restored.with { $0.isRestored = false }]).map(\.second) == [30, 60])
    }

    // MARK: Pair

    @Test func onePairedObserverNeverEndsWhatTheOtherMaySee() {
        var scenario = LedgerScenario(pair: true)
        scenario.update([alert])
        #expect(scenario.send().map(\.endsAt) == [.start.after(seconds: 90)])
        scenario.wait(10)
        scenario.update([alert.resolved(at: scenario.wallNow)])
        #expect(scenario.send().isEmpty)
        #expect(scenario.run(1_000, []).isEmpty)
    }

    @Test(arguments: [AlertName.clusterUnreachable, .monitorIsolated, .mongoNoPrimary])
    func oneOfAPairThatSeesNothingDoesNotHoldOnToWhatItKnew(cause: AlertName) {
        let unseen = alert.with {
            $0.staleReason = "db-b was not polled"
            $0.muting.inhibitedBy = cause
        }
        let isBlind = cause != .mongoNoPrimary
        var scenario = LedgerScenario(pair: true)
        scenario.update([alert])
        scenario.send()
        #expect(scenario.run(100, [unseen]).isEmpty == isBlind)
        // It sees again, and it was true all the time.
        let seen = scenario.run(30, [alert])
        #expect(seen.map(\.alert.startsAt) == [.start])
        if isBlind { #expect(seen.map(\.second) == [101]) }

        // Nobody else would keep it up.
        var alone = LedgerScenario()
        alone.update([alert])
        alone.send()
        #expect(alone.run(60, [unseen]).map(\.second) == [30, 60])
        // An alert that is evaluated or not muted is refreshed in a pair too.
        for change in [{ $0.staleReason = nil }, { $0.muting.inhibitedBy = nil }] as [(inout Alert) -> Void] {
            var kept = LedgerScenario(pair: true)
            kept.update([alert])
            kept.send()
            #expect(kept.run(60, [unseen.with(change)]).map(\.second) == [30, 60])
        }
    }

    @Test func inAPairASeverityThatWasLeftLapses() {
        var scenario = LedgerScenario(pair: true)
        scenario.update([.notified(.postgresReplicationLag, .warning)])
        scenario.send()
        scenario.wait(50)
        scenario.update([.notified(.postgresReplicationLag, .critical)])
        #expect(scenario.send().map { $0.labels["severity"] } == ["critical"])
    }

    @Test func bothOfAPairSendTheSameLabelsExceptOfThemselves() {
        let ours = Alert.notified(.monitorIsolated, cluster: nil, node: nil)
        var labels: [[[String: String]]] = []
        for observer in ["utility-a", "utility-b"] {
            var scenario = LedgerScenario(pair: true, observer: observer)
            scenario.update([alert, ours])
            labels.append(scenario.send().map(\.labels).sorted { ($0["cluster"] ?? "") < ($1["cluster"] ?? "") })
        }
        #expect(labels[0][1] == labels[1][1])
        #expect(labels[0][0]["observer"] == "utility-a" && labels[1][0]["observer"] == "utility-b")
        #expect(labels[0][1]["observer"] == nil)
    }

    @Test func whatIsAboutReplmonItselfIsEndedInAPairToo() {
        let ours = Alert.notified(.replmonReloadFailed, cluster: nil, node: nil, .warning)
        var scenario = LedgerScenario(pair: true)
        scenario.update([ours])
        scenario.send()
        scenario.wait(10)
        scenario.update([ours.resolved(at: scenario.wallNow)])
        #expect(scenario.send().map(\.endsAt) == [.start.after(seconds: 10)])
    }

    // MARK: The watchdog

    @Test func theWatchdogAlwaysFiresAndStopsWithItsMaster() throws {
        var scenario = LedgerScenario()
        #expect(scenario.batch() == nil)
        scenario.update([])
        let next = scenario.batch()
        let batch = try #require(next)
        #expect(
            batch.alerts.map(\.labels) == [
                ["alertname": "ReplmonWatchdog", "severity": "none", "observer": "utility-a"]
            ])
        #expect(batch.alerts.map(\.endsAt) == [.start.after(seconds: 120)])
        scenario.ledger.finish(batch, .accepted)
        scenario.wait(30)
        let second = scenario.batch()
        let refresh = try #require(second)
        scenario.ledger.finish(refresh, .accepted)
        // Nobody judges any more: alerts go on, the watchdog does not.
        scenario.wait(31)
        #expect(scenario.ledger.nextDueAt(now: scenario.now) == nil)
        scenario.update([])
        #expect(scenario.batch()?.alerts.count == 1)
    }

    @Test func theEnginesOwnWatchdogIsNotToldTwice() {
        var scenario = LedgerScenario()
        scenario.update([.notified(.replmonWatchdog, cluster: nil, node: nil, .warning)])
        let batch = scenario.batch()
        #expect(batch?.alerts.map { $0.labels["severity"] } == ["none"])
    }

    @Test func aNewNameOfTheObserverEndsTheOld() {
        var scenario = LedgerScenario()
        scenario.update([.notified(.replmonReloadFailed, cluster: nil, node: nil, .warning)])
        scenario.send()
        scenario.ledger.adopt(NotificationSettings(observer: "utility-c"))
        scenario.wait(1)
        scenario.update([.notified(.replmonReloadFailed, cluster: nil, node: nil, .warning)])
        let sent = Dictionary(
            scenario.send().map { ($0.labels["observer"] ?? "", $0.endsAt) }, uniquingKeysWith: { first, _ in first })
        #expect(sent == ["utility-a": .start.after(seconds: 1), "utility-c": .start.after(seconds: 301)])
    }

    @Test func longTextsAreClipped() throws {
        var scenario = LedgerScenario()
        scenario.update([alert.with { $0.summary = String(repeating: "x", count: 100_000) }])
        #expect(try #require(scenario.send().first).annotations["summary"]?.count == 4_001)
    }

    @Test func waitsGrowToHalfAMinuteAndAreNeverNone() {
        var delay = RetryDelay()
        #expect((0..<8).map { _ in delay.next(random: 1) } == [1, 2, 4, 8, 16, 30, 30, 30].map(Duration.seconds))
        #expect(delay.next(random: 0) == .milliseconds(100))
        delay.reset()
        #expect(delay.next(random: 0.5) == .milliseconds(500))
    }
}
