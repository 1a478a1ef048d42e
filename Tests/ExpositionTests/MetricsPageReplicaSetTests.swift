import Exposition
import ReplicationCore
import TestSupport
import Testing

@Suite struct MetricsPageReplicaSetTests {
    private static func lines(_ view: ClusterView = Samples.films()) -> [Substring] {
        Samples.page(Samples.snapshot([view])).split(separator: "\n").filter { !$0.hasPrefix("#") }
    }

    @Test(arguments: [
        "replmon_replica_set_term{cluster=\"films\"} 7",
        "replmon_replica_set_writable{cluster=\"films\"} 1",
        "replmon_replica_set_majority_writable{cluster=\"films\"} 1",
        "replmon_replica_set_readable{cluster=\"films\"} 1",
        "replmon_replica_set_failures_tolerated{cluster=\"films\"} 1",
        "replmon_replica_set_majority_failures_tolerated{cluster=\"films\"} 0",
        "replmon_replica_set_config_version{cluster=\"films\"} 4",
        "replmon_replication_lag_data_age_seconds{cluster=\"films\",node=\"m-b\"} 0.5",
        "replmon_oplog_window_seconds{cluster=\"films\",node=\"m-a\"} 90000",
        "replmon_oplog_headroom_seconds{cluster=\"films\",node=\"m-b\"} 5400",
        "replmon_oplog_falls_off_seconds{cluster=\"films\",node=\"m-b\"} 7300",
        "replmon_clock_skew_seconds{cluster=\"films\",node=\"m-b\"} -1.5",
        "replmon_clock_skew_error_bound_seconds{cluster=\"films\",node=\"m-b\"} 0.002",
        "replmon_certificate_expiry_timestamp_seconds{cluster=\"films\",node=\"m-a\"} 1798761600",
        "replmon_rollback_id{cluster=\"films\",node=\"m-b\"} 5",
        "replmon_member_config_version{cluster=\"films\",node=\"m-a\"} 4",
        "replmon_member_votes{cluster=\"films\",node=\"m-c\"} 0",
        "replmon_initial_sync_ratio{cluster=\"films\",node=\"m-c\"} 0.426",
        "replmon_initial_sync_remaining_seconds{cluster=\"films\",node=\"m-c\"} 725",
        "replmon_initial_sync_failed_attempts{cluster=\"films\",node=\"m-c\"} 1",
    ])
    func whatIsKnownHasASample(line: String) {
        #expect(Self.lines().contains(line[...]))
    }

    @Test func whatIsUnknownOrDoesNotApplyHasNone() {
        let lines = Self.lines()
        for absent in [
            "replmon_oplog_window_seconds{cluster=\"films\",node=\"m-c\"}",
            "replmon_oplog_headroom_seconds{cluster=\"films\",node=\"m-a\"}",
            "replmon_oplog_falls_off_seconds{cluster=\"films\",node=\"m-c\"}",
            "replmon_initial_sync_ratio{cluster=\"films\",node=\"m-b\"}",
            "replmon_rollback_id{cluster=\"films\",node=\"m-d\"}",
        ] {
            #expect(!lines.contains { $0.hasPrefix(absent) }, "\(absent)")
        }
        var blind = Samples.films()
        blind.replicaSet?.availability = ReplicaSetAvailability(
            writable: .unknown("x"), majorityWritable: .unknown("x"), readable: .unknown("x"),
            failuresToleratedForWrites: .unknown("x"), failuresToleratedForMajorityWrites: .unknown("x"))
        blind.replicaSet?.configVersion = nil
        blind.replicaSet?.elections = []
        for index in blind.nodes.indices { blind.nodes[index].member?.term = nil }
        let told = Self.lines(blind).filter { $0.hasPrefix("replmon_replica_set_") }
        #expect(told.allSatisfy { $0.hasPrefix("replmon_replica_set_elections_total") }, "\(told)")
        #expect(!Self.lines(Samples.orders(standbyName: "db-b")).contains { $0.hasPrefix("replmon_oplog_") })
    }

    @Test(arguments: MetricsPage.Format.allCases)
    func hostileNamesAndNumbersKeepThePageReadable(format: MetricsPage.Format) {
        let name = "m\"} 1\n\\x"
        var view = Samples.films(name: name, text: name)
        view.nodes[2].member?.initialSync = InitialSyncProgress(
            fraction: .nan, remaining: .milliseconds(Int64.max), failedAttempts: .max)
        view.nodes[1].member?.certificateExpiresAt = WallInstant(milliseconds: .min)
        let samples = ParsedSample.all(of: Samples.page(Samples.snapshot([view]), format))
        #expect(samples.allSatisfy { $0 != nil })
        #expect(samples.contains { $0?.labels["node"] == name })
        #expect(!samples.contains { $0?.name == "replmon_initial_sync_ratio" })
    }
}
