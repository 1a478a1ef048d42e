import Alerting
import Exposition
import Foundation
import ReplicationCore
import StatusAPI
import TestSupport
import Testing

@Suite struct MetricsPageTests {
    @Test func rendersPrometheusText() {
        #expect(Samples.page(Samples.silentStandby()) == MetricsGolden.prometheusText)
    }

    @Test func rendersOpenMetrics() {
        #expect(Samples.page(Samples.silentStandby(), .openMetrics) == MetricsGolden.openMetrics)
    }

    @Test(arguments: MetricsPage.Format.allCases)
    func unknownLagHasNoSample(format: MetricsPage.Format) {
        let page = Samples.page(Samples.silentStandby(), format)
        #expect(!page.contains("replmon_replication_lag_seconds"))
        #expect(!page.contains("replmon_replication_lag_bytes"))
        #expect(page.contains("replmon_replication_lag_known{cluster=\"orders\",node=\"db-b\"} 0\n"))
        #expect(!page.contains("replmon_replication_lag_known{cluster=\"orders\",node=\"db-a\"}"))
    }

    @Test func knownLagHasSamplesWhereItApplies() {
        let page = Samples.page(Samples.healthy())
        let node = "{cluster=\"orders\",node=\"db-b\""
        #expect(page.contains("replmon_replication_lag_seconds\(node)} 1.25\n"))
        #expect(page.contains("replmon_replication_lag_known\(node)} 1\n"))
        #expect(page.contains("replmon_replication_lag_bytes\(node),stage=\"send\"} 0\n"))
        #expect(page.contains("replmon_replication_lag_bytes\(node),stage=\"receive\"} 512\n"))
        #expect(page.contains("replmon_replication_lag_bytes\(node),stage=\"replay\"} 1258291\n"))
        let delayed = "{cluster=\"media\",node=\"10.0.1.12:27017\"}"
        #expect(page.contains("replmon_replication_lag_seconds\(delayed) 3600.85\n"))
        #expect(page.contains("replmon_replication_delay_seconds\(delayed) 3600\n"))
        #expect(page.contains("replmon_node_role{cluster=\"media\",node=\"10.0.1.13:27017\",role=\"arbiter\"} 1\n"))
        #expect(!page.contains("replmon_replication_lag_known{cluster=\"media\",node=\"10.0.1.13:27017\"}"))
    }

    @Test func ratesSlotsAndReadinessHaveSamplesWhereKnown() {
        let page = Samples.page(Samples.healthy())
        let (primary, standby) = ("{cluster=\"orders\",node=\"db-a\"", "{cluster=\"orders\",node=\"db-b\"")
        for line in [
            "replmon_wal_bytes_per_second\(primary),stage=\"generated\"} 3250585.6",
            "replmon_wal_bytes_per_second\(standby),stage=\"replayed\"} 4299161.6",
            "replmon_replication_lag_error_bound_seconds\(standby)} 0.2", "replmon_catch_up_seconds\(standby)} 1.2",
            "replmon_slot_active\(primary),slot=\"db-b\"} 1", "replmon_slot_active\(primary),slot=\"old\"} 0",
            "replmon_slot_retained_bytes\(primary),slot=\"old\"} 5368709120",
            "replmon_slot_safe_bytes\(primary),slot=\"old\"} -1024",
            "replmon_slot_loss_seconds\(primary),slot=\"old\"} 240", "replmon_failover_rank\(standby)} 1",
            "replmon_failover_loss_bytes\(standby)} 512",
        ] {
            #expect(page.contains(line + "\n"), "\(line)")
        }
        #expect(!page.contains("replmon_slot_safe_bytes\(primary),slot=\"db-b\"}"), "no limit is no number")
        #expect(!page.contains("replmon_failover_rank\(primary)"))
        #expect(!page.contains("replmon_catch_up_seconds\(primary)"))
    }

    @Test(
        arguments: [
            (.level, "0"), (.fallingBehind(5), nil), (nil, nil), (.catchingUp(.seconds(90)), "90"),
        ] as [(ReplicationTrend?, String?)])
    func timeToCatchUpIsZeroOnlyWhenLevel(trend: ReplicationTrend?, value: String?) {
        var view = Samples.orders(standbyName: "db-b")
        view.nodes[1].postgresql?.trend = trend
        let lines = Samples.page(Samples.snapshot([view])).split(separator: "\n")
            .filter { $0.hasPrefix("replmon_catch_up_seconds{") }
        #expect(lines.map { $0.split(separator: " ").last.map(String.init) } == (value.map { [$0] } ?? []))
    }

    @Test(arguments: MetricsPage.Format.allCases)
    func aServerWithAbsurdSlotsDoesNotSwellThePage(format: MetricsPage.Format) {
        var view = Samples.orders(standbyName: "db-b")
        let long = String(repeating: "\"\n\\é", count: 1000)
        view.nodes[0].postgresql?.slots = (0..<5000).map { number in
            SlotView(
                name: "\(number % 300)\(long)", type: "physical", active: false, retainedBytes: .max, safeBytes: .min)
        }
        let page = Samples.page(Samples.snapshot([view]), format)
        let samples = ParsedSample.all(of: page)
        #expect(page.utf8.count < 200_000)
        #expect(samples.allSatisfy { $0 != nil })
        let slots = samples.compactMap { $0?.labels["slot"] }
        #expect(Set(slots).count == 100 && slots.count == 300)
    }

    @Test func nodeNotPolledYetIsNeitherUpNorDown() {
        let node = NodeView(name: "db-a", role: "unknown", reachable: false, observedAge: nil)
        let view = ClusterView(
            name: "orders", kind: .postgresql, nodes: [node], links: [], conditions: [], firstRoundDone: false)
        let page = Samples.page(Samples.snapshot([view]))
        #expect(!page.contains("replmon_node_up"))
        #expect(!page.contains("replmon_observation_age_seconds"))
        #expect(page.contains("replmon_node_role{cluster=\"orders\",node=\"db-a\",role=\"unknown\"} 1\n"))
        #expect(page.contains("replmon_cluster_verdict{cluster=\"orders\",verdict=\"unknown\"} 1\n"))
    }

    @Test func roleOfALaterReleaseIsShownAsItIs() {
        let node = NodeView(name: "m", role: "state 11", reachable: true, observedAge: .zero)
        let view = ClusterView(
            name: "media", kind: .mongodb, nodes: [node], links: [], conditions: [], firstRoundDone: true)
        let page = Samples.page(Samples.snapshot([view]))
        #expect(page.contains("replmon_node_role{cluster=\"media\",node=\"m\",role=\"state 11\"} 1\n"))
        #expect(page.contains("replmon_node_role{cluster=\"media\",node=\"m\",role=\"unknown\"} 0\n"))
    }

    @Test func observationAgesGrowBetweenSnapshots() {
        let snapshot = Samples.healthy()
        let page = MetricsPage.render(
            snapshot, process: ProcessStatistics(), serving: ServingStatistics(),
            now: snapshot.instant.advanced(by: .seconds(30)), format: .prometheusText)
        #expect(
            String(decoding: page, as: UTF8.self).contains(
                "replmon_observation_age_seconds{cluster=\"orders\",node=\"db-a\"} 30.1\n"))
    }

    @Test func valuesTheKernelDidNotTellAreLeftOut() {
        let page = MetricsPage.render(
            Samples.healthy(), process: ProcessStatistics(), serving: ServingStatistics(), now: Samples.published,
            format: .prometheusText)
        let text = String(decoding: page, as: UTF8.self)
        #expect(!text.contains("process_open_fds"))
        #expect(text.contains("process_start_time_seconds 1767322000\n"))
    }

    @Test func resolvedAlertsAreGoneAndSuppressedOnesMarked() {
        var snapshot = Samples.silentStandby()
        snapshot.alerts[0].muting.inhibitedBy = .postgresNodeDown
        #expect(Samples.page(snapshot).contains("severity=\"critical\",state=\"suppressed\""))
        snapshot.alerts[0].state = .resolved(
            Alert.Resolution(at: Samples.published, firedAt: Samples.wall, resolvedAt: Samples.wall))
        #expect(!Samples.page(snapshot).contains("replmon_alerts"))
    }

    @Test func twoAlertsThatDifferOnlyInTheirUpstreamAreOneSeries() {
        var snapshot = Samples.silentStandby()
        var other = snapshot.alerts[0]
        other.identity.subject.upstream = "db-c"
        snapshot.alerts.append(other)
        let lines = Samples.page(snapshot).split(separator: "\n").filter { $0.hasPrefix("replmon_alerts{") }
        #expect(lines.count == 1)
    }

    @Test func twoAlertmanagersOfOneURLAreOneSeries() {
        var snapshot = Samples.silentStandby()
        snapshot.daemon.notifications += snapshot.daemon.notifications
        let lines = Samples.page(snapshot).split(separator: "\n")
            .filter { $0.hasPrefix("replmon_notifications_sent_total{") }
        #expect(
            lines == [
                #"replmon_notifications_sent_total{alertmanager="http://127.0.0.1:9093"} 12"#,
                #"replmon_notifications_sent_total{alertmanager="http://10.0.0.2:9093/am"} 0"#,
            ])
    }

    @Test(
        arguments: [
            (.saved, " 1"), (.memoryOnly(reason: "full"), " 0"),
            (.startedAnew(file: "f", reason: "r", lost: .events, at: MonotonicInstant(nanoseconds: 0)), " 1"),
            (nil, nil),
        ] as [(HistoryHealth?, String?)])
    func historyIsSavedOrNotOrNotTold(health: HistoryHealth?, value: String?) {
        var snapshot = Samples.silentStandby()
        snapshot.daemon.history = health
        let lines = Samples.page(snapshot).split(separator: "\n").filter { $0.hasPrefix("replmon_history_saved") }
        #expect(lines.map(String.init) == (value.map { ["replmon_history_saved" + $0] } ?? []))
    }

    @Test func onlySilencesInForceCount() {
        var snapshot = Samples.silentStandby()
        snapshot.silences = [Samples.silence(id: "a"), Samples.silence(id: "b", seconds: 0)]
        #expect(Samples.page(snapshot).contains("\nreplmon_silences 1\n"))
    }

    @Test(arguments: MetricsPage.Format.allCases)
    func notANumberNeverAppears(format: MetricsPage.Format) {
        var snapshot = Samples.healthy()
        var probe = ProbeStatistics(cluster: "orders", node: "db-a")
        probe.durations.observe(seconds: 0)
        snapshot.daemon.probes = [probe]
        for snapshot in [snapshot, Samples.silentStandby(), Samples.snapshot([])] {
            let samples = ParsedSample.all(of: Samples.page(snapshot, format))
            #expect(samples.allSatisfy { $0?.value.isFinite == true })
        }
    }

    @Test(arguments: [
        #"quote " backslash \ newline"# + "\n.", "\\n", "\\", "\"} 1\nreplmon_node_up{node=\"forged", "é — 数据\r\t",
    ])
    func namesSurviveTheirEscaping(name: String) {
        for format in MetricsPage.Format.allCases {
            let view = Samples.orders(standbyName: name, name: name)
            let samples = ParsedSample.all(of: Samples.page(Samples.snapshot([view]), format))
            #expect(samples.allSatisfy { $0 != nil })
            let up = samples.compactMap(\.self).filter { $0.name == "replmon_node_up" }
            #expect(up.map { $0.labels["node"] } == ["db-a", name])
            #expect(up.map { $0.labels["cluster"] } == [name, name])
        }
    }

    @Test(arguments: [0.1, 1.0 / 3, .leastNonzeroMagnitude, 1e300, 123_456_789.125, 0.30000000000000004])
    func sumsReadBackExactly(seconds: Double) {
        let probe = Samples.probe(cluster: "orders", node: "db-a", seconds: [seconds], failures: 0)
        let samples = ParsedSample.all(of: Samples.page(Samples.snapshot([], probes: [probe])))
        let sum = samples.compactMap(\.self).first { $0.name == "replmon_probe_duration_seconds_sum" }
        #expect(sum?.value == seconds)
    }

    @Test(.enabled(if: Promtool.isThere))
    func promtoolHasNothingToSay() throws {
        let node = "a \"quoted\" \\ name"
        let named = Samples.snapshot(
            [Samples.orders(standbyName: node), Samples.media(), Samples.films(name: node)],
            probes: [Samples.probe(cluster: "orders", node: node, seconds: [0.004, 7, 30], failures: 2)])
        for snapshot in [named, Samples.silentStandby()] {
            let (status, output) = try Self.promtool(check: Samples.page(snapshot))
            #expect(status == 0)
            #expect(output == "")
        }
        let (status, _) = try Self.promtool(check: Samples.page(named) + "replmon_node_up 1 2 3\n")
        #expect(status != 0)
    }

    private static func promtool(check page: String) throws -> (status: Int32, output: String) {
        let file = FileManager.default.temporaryDirectory.appending(path: "replmon-page-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(page.utf8).write(to: file)
        return try Promtool.run(["check", "metrics"], input: FileHandle(forReadingFrom: file))
    }
}
