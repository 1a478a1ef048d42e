import Alerting
import ReplicationCore
import StatusAPI
import TestSupport
import Testing

/// The facts about an alert besides its state, in the status document and in the one with Prometheus' shape.
@Suite struct AlertStatusTests {
    @Test func everythingIsTold() throws {
        let snapshot = Samples.acknowledgedLag()
        let document = StatusDocument(snapshot, now: snapshot.instant)
        let rule = AlertCatalogue.row(for: .postgresReplicationLag)
        let alert = try #require(document.alerts.first)
        #expect(alert.silenced && alert.silencedBy == "1f2e3d4c" && alert.flapping && alert.restored)
        #expect(alert.acknowledgedBy == "anna" && alert.acknowledgedComment == "on it")
        #expect(alert.acknowledgedAt == Samples.wall.description && alert.firedAt == Samples.wall.description)
        #expect(alert.resolvedAt == nil && alert.upstream == "db-a")
        #expect(alert.warningSeconds == rule.thresholds?.warning.seconds)
        #expect(alert.criticalSeconds == rule.thresholds?.critical.seconds && alert.forSeconds == rule.for.seconds)
        #expect(alert.clearSeconds == rule.thresholds?.clearLimit(of: .warning).seconds)
        #expect(alert.evaluations.map(\.outcome) == ["warning"])
        #expect(try StatusDocument(json: document.json()) == document)
        let json = String(decoding: document.json(), as: UTF8.self)
        for text in [
            #""silenced_by":"1f2e3d4c""#, #""acknowledged_by":"anna""#, #""flapping":true"#, #""restored":true"#,
            #""fired_at":"2026-01-02T03:04:05.678Z""#, #""resolved_at":null"#, #""upstream":"db-a""#,
            #""warning_seconds":10"#, #""critical_seconds":60"#, #""clear_seconds":"#,
            #""for_seconds":"#, #""keep_firing_for_seconds":"#,
            #""evaluations":[{"at":"2026-01-02T03:04:05.678Z","outcome":"warning","text":"12 s behind"}]"#,
        ] {
            #expect(json.contains(text), "\(text)")
        }
    }

    @Test func ofAPlainAlertNothingIsMadeUp() throws {
        var snapshot = Samples.silentStandby()
        snapshot.alerts[0].rule = nil
        let alert = try #require(StatusDocument(snapshot, now: snapshot.instant).alerts.first)
        #expect(!alert.silenced && alert.silencedBy == nil && alert.acknowledgedBy == nil && !alert.flapping)
        #expect(
            alert.warningSeconds == nil && alert.forSeconds == nil && alert.ruleText == nil && alert.remarks.isEmpty)
    }

    @Test func remarksAndRuleAreInWords() throws {
        let snapshot = Samples.acknowledgedLag()
        var alert = try #require(StatusDocument(snapshot, now: snapshot.instant).alerts.first)
        #expect(alert.remarks == ["silenced by 1f2e3d4c", "acknowledged by anna (on it)", "comes and goes"])
        (alert.warningSeconds, alert.criticalSeconds, alert.forSeconds, alert.keepFiringForSeconds) = (10, 60, 30, 120)
        alert.clearSeconds = 8
        #expect(
            alert.ruleText
                == "warning ≥ 10 s, critical ≥ 1 min; over at 8 s; fires after 30 s; ends after 2 min without it")
        alert.clearSeconds = nil
        (alert.forSeconds, alert.keepFiringForSeconds) = (0, 0)
        #expect(alert.ruleText == "warning ≥ 10 s, critical ≥ 1 min; fires at once")
        (alert.warningSeconds, alert.forSeconds) = (1e300, -1e300)
        #expect(alert.ruleText?.isEmpty == false)
    }

    @Test func prometheusShapeHasItAsAnnotations() throws {
        let entry = try #require(AlertsDocument(Samples.acknowledgedLag()).data.alerts.first)
        #expect(entry.labels["upstream"] == "db-a" && entry.labels["silenced"] == nil)
        let wanted = [
            "silenced_by": "1f2e3d4c", "acknowledged_by": "anna", "acknowledged_comment": "on it", "flapping": "true",
            "restored": "true", "fired_at": "2026-01-02T03:04:05.678Z",
        ]
        for (name, value) in wanted { #expect(entry.annotations[name] == value, "\(name)") }
        #expect(entry.annotations["resolved_at"] == nil)
        let plain = try #require(AlertsDocument(Samples.silentStandby()).data.alerts.first)
        for name in wanted.keys where name != "fired_at" { #expect(plain.annotations[name] == nil, "\(name)") }
    }

    @Test func thoseThatEndedAreListedOnRequest() {
        var snapshot = Samples.silentStandby()
        snapshot.alerts[0].state = .resolved(
            Alert.Resolution(at: Samples.published, firedAt: Samples.wall, resolvedAt: Samples.wall))
        #expect(AlertsDocument(snapshot).data.alerts.isEmpty)
        let all = AlertsDocument(snapshot, includingResolved: true).data.alerts
        #expect(all.map(\.state) == ["resolved"])
        #expect(all.first?.annotations["resolved_at"] == "2026-01-02T03:04:05.678Z")
    }

    @Test func evidenceCannotPassForWhatReplmonSays() {
        var snapshot = Samples.silentStandby()
        snapshot.alerts[0].evidence = [Evidence("acknowledged_by", "nobody")]
        let entry = AlertsDocument(snapshot).data.alerts.first
        #expect(entry?.annotations["acknowledged_by"] == nil)
        #expect(entry?.annotations["evidence_acknowledged_by"] == "nobody")
    }
}
