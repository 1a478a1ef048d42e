import FoundationEssentials
import HTTP
import ReplicationLab
import Testing

extension ServerTests {
    /// `/metrics` of the real program.
    struct MetricsPageServedTests {
        @Test func promtoolAcceptsThePageAndPrometheusGetsOpenMetrics() async throws {
            let lab = try Lab()
            defer { lab.end() }
            let cluster = try PostgresCluster(in: lab, nodes: PostgresNodePlan.group(standbys: 2))
            try cluster.node("db-c").kill()
            let nobody = ClusterEntry(
                text: """
                      - name: media
                        mongodb:
                          uri: mongodb://127.0.0.1:1/?replicaSet=rs0

                    """)
            let configuration = DaemonConfiguration(clusters: [.orders(cluster.nodes), nobody])
            let daemon = try RunningDaemon(configuration, in: lab)
            try await daemon.waitForStatus("an alert") { $0.has("PostgresNodeDown", node: "db-c", in: "firing") }

            let page = try await daemon.get("/metrics")
            #expect(page.header("Content-Type")?.hasPrefix("text/plain; version=0.0.4") == true)
            let file = "\(lab.directory)/metrics"
            try Data(page.body).write(to: URL(filePath: file))
            let check = try LabProgram.run(["sh", "-c", "promtool check metrics < \(file)"], in: lab)
            #expect(check.status == 0 && check.output == "")
            let text = String(decoding: page.body, as: UTF8.self)
            for sample in [
                #"replmon_node_up{cluster="orders",node="db-a"} 1"#,
                #"replmon_node_up{cluster="orders",node="db-c"} 0"#,
                #"replmon_node_up{cluster="media",node="127.0.0.1:1"} 0"#,
                #"replmon_replication_lag_known{cluster="orders",node="db-b"} 1"#,
                #"replmon_replication_lag_known{cluster="orders",node="db-c"} 0"#,
            ] { #expect(text.contains(sample), "\(sample)") }
            #expect(!text.contains(#"replmon_replication_lag_seconds{cluster="orders",node="db-c""#))

            // As Prometheus 2.42 asks.
            let accept =
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;"
                + "q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
            let open = try await daemon.get("/metrics", accept: accept)
            #expect(open.header("Content-Type")?.hasPrefix("application/openmetrics-text; version=1.0.0") == true)
            #expect(String(decoding: open.body, as: UTF8.self).hasSuffix("# EOF\n"))
        }
    }
}
