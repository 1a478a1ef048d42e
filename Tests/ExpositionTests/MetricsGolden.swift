/// The whole pages of `Samples.silentStandby()`.
enum MetricsGolden {
    static let prometheusText = """
        # HELP replmon_node_up Whether the node answered its last poll (1) or not (0).
        # TYPE replmon_node_up gauge
        replmon_node_up{cluster="orders",node="db-a"} 1
        replmon_node_up{cluster="orders",node="db-b"} 0
        # HELP replmon_node_role The node's role: 1 for the present one, 0 for the others; unknown while it does not answer.
        # TYPE replmon_node_role gauge
        replmon_node_role{cluster="orders",node="db-a",role="primary"} 1
        replmon_node_role{cluster="orders",node="db-a",role="standby"} 0
        replmon_node_role{cluster="orders",node="db-a",role="unknown"} 0
        replmon_node_role{cluster="orders",node="db-b",role="primary"} 0
        replmon_node_role{cluster="orders",node="db-b",role="standby"} 0
        replmon_node_role{cluster="orders",node="db-b",role="unknown"} 1
        # HELP replmon_replication_lag_known Whether the lag of a node that follows another is known (1) or not (0).
        # TYPE replmon_replication_lag_known gauge
        replmon_replication_lag_known{cluster="orders",node="db-b"} 0
        # HELP replmon_observation_age_seconds Time since the node's last answer; absent before the first.
        # TYPE replmon_observation_age_seconds gauge
        replmon_observation_age_seconds{cluster="orders",node="db-a"} 0.9
        replmon_observation_age_seconds{cluster="orders",node="db-b"} 42.1
        # HELP replmon_node_timeline PostgreSQL's timeline.
        # TYPE replmon_node_timeline gauge
        replmon_node_timeline{cluster="orders",node="db-a"} 3
        # HELP replmon_cluster_verdict The cluster's verdict: 1 for the present one, 0 for the others.
        # TYPE replmon_cluster_verdict gauge
        replmon_cluster_verdict{cluster="orders",verdict="ok"} 0
        replmon_cluster_verdict{cluster="orders",verdict="unknown"} 0
        replmon_cluster_verdict{cluster="orders",verdict="warning"} 0
        replmon_cluster_verdict{cluster="orders",verdict="critical"} 1
        # HELP replmon_link_state The state of the replication link that ends at the node: 1 for the present state, 0 for the others.
        # TYPE replmon_link_state gauge
        replmon_link_state{cluster="orders",node="db-b",state="streaming"} 0
        replmon_link_state{cluster="orders",node="db-b",state="catchup"} 0
        replmon_link_state{cluster="orders",node="db-b",state="stalled"} 0
        replmon_link_state{cluster="orders",node="db-b",state="archive"} 0
        replmon_link_state{cluster="orders",node="db-b",state="disconnected"} 0
        replmon_link_state{cluster="orders",node="db-b",state="foreign"} 0
        replmon_link_state{cluster="orders",node="db-b",state="unknown"} 1
        # HELP replmon_alerts 1 for each alert that is pending, firing (silenced or not) or suppressed by the one that explains it.
        # TYPE replmon_alerts gauge
        replmon_alerts{alertname="PostgresNodeDown",severity="critical",state="firing",cluster="orders",node="db-b"} 1
        # HELP replmon_silences Silences in force: alerts that match one are shown and not sent.
        # TYPE replmon_silences gauge
        replmon_silences 0
        # HELP replmon_probe_duration_seconds How long the polls of the node took, failed ones included.
        # TYPE replmon_probe_duration_seconds histogram
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="0.001"} 0
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="0.0025"} 1
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="0.005"} 1
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="0.01"} 1
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="0.025"} 1
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="0.05"} 1
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="0.1"} 1
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="0.25"} 1
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="0.5"} 1
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="1.0"} 1
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="2.5"} 2
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="5.0"} 2
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="10.0"} 2
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="+Inf"} 2
        replmon_probe_duration_seconds_sum{cluster="orders",node="db-b"} 2.002
        replmon_probe_duration_seconds_count{cluster="orders",node="db-b"} 2
        # HELP replmon_probe_failures_total Polls of the node that gave no reading.
        # TYPE replmon_probe_failures_total counter
        replmon_probe_failures_total{cluster="orders",node="db-b"} 1
        # HELP replmon_probe_missed_slots_total Polls of the node left out because the one before was still under way.
        # TYPE replmon_probe_missed_slots_total counter
        replmon_probe_missed_slots_total{cluster="orders",node="db-b"} 0
        # HELP replmon_notifications_sent_total Alerts that the Alertmanager accepted, counted each time they were sent.
        # TYPE replmon_notifications_sent_total counter
        replmon_notifications_sent_total{alertmanager="http://127.0.0.1:9093"} 12
        replmon_notifications_sent_total{alertmanager="http://10.0.0.2:9093/am"} 0
        # HELP replmon_notifications_errors_total Requests to the Alertmanager that failed.
        # TYPE replmon_notifications_errors_total counter
        replmon_notifications_errors_total{alertmanager="http://127.0.0.1:9093"} 1
        replmon_notifications_errors_total{alertmanager="http://10.0.0.2:9093/am"} 7
        # HELP replmon_notifications_dropped_total Alerts given up: too many waiting, or in a request that was refused (an upper bound).
        # TYPE replmon_notifications_dropped_total counter
        replmon_notifications_dropped_total{alertmanager="http://127.0.0.1:9093"} 2
        replmon_notifications_dropped_total{alertmanager="http://10.0.0.2:9093/am"} 0
        # HELP replmon_notifications_queue_length Alerts with a change that the Alertmanager has not accepted yet.
        # TYPE replmon_notifications_queue_length gauge
        replmon_notifications_queue_length{alertmanager="http://127.0.0.1:9093"} 0
        replmon_notifications_queue_length{alertmanager="http://10.0.0.2:9093/am"} 3
        # HELP replmon_notifications_queue_capacity How many alerts may wait for the Alertmanager.
        # TYPE replmon_notifications_queue_capacity gauge
        replmon_notifications_queue_capacity{alertmanager="http://127.0.0.1:9093"} 10000
        replmon_notifications_queue_capacity{alertmanager="http://10.0.0.2:9093/am"} 10000
        # HELP replmon_build_info The release of replmon that runs.
        # TYPE replmon_build_info gauge
        replmon_build_info{version="1.0.0"} 1
        # HELP replmon_config_last_reload_successful Whether the configuration was accepted when it was last read (1) or refused (0).
        # TYPE replmon_config_last_reload_successful gauge
        replmon_config_last_reload_successful 1
        # HELP replmon_config_last_reload_success_timestamp_seconds Unix time at which a configuration was last accepted.
        # TYPE replmon_config_last_reload_success_timestamp_seconds gauge
        replmon_config_last_reload_success_timestamp_seconds 1767322000.25
        # HELP replmon_history_saved Whether what must survive a restart is being written (1) or kept in memory only (0).
        # TYPE replmon_history_saved gauge
        replmon_history_saved 1
        # HELP replmon_journal_dropped_entries_total Journal entries dropped because journald did not take them in time.
        # TYPE replmon_journal_dropped_entries_total counter
        replmon_journal_dropped_entries_total 2
        # HELP replmon_http_requests_total HTTP responses sent, by status code, refusals included.
        # TYPE replmon_http_requests_total counter
        replmon_http_requests_total{code="200"} 12
        replmon_http_requests_total{code="400"} 0
        replmon_http_requests_total{code="404"} 0
        replmon_http_requests_total{code="408"} 1
        replmon_http_requests_total{code="503"} 0
        # HELP replmon_http_connections HTTP connections open now.
        # TYPE replmon_http_connections gauge
        replmon_http_connections 3
        # HELP replmon_http_rejected_connections_total HTTP connections refused because a limit on their number was reached.
        # TYPE replmon_http_rejected_connections_total counter
        replmon_http_rejected_connections_total 4
        # HELP process_cpu_seconds_total User and system CPU time spent.
        # TYPE process_cpu_seconds_total counter
        process_cpu_seconds_total 12.345
        # HELP process_open_fds File descriptors open now.
        # TYPE process_open_fds gauge
        process_open_fds 17
        # HELP process_max_fds File descriptors allowed.
        # TYPE process_max_fds gauge
        process_max_fds 1024
        # HELP process_resident_memory_bytes Resident memory size.
        # TYPE process_resident_memory_bytes gauge
        process_resident_memory_bytes 38000000
        # HELP process_virtual_memory_bytes Virtual memory size.
        # TYPE process_virtual_memory_bytes gauge
        process_virtual_memory_bytes 1200000000
        # HELP process_start_time_seconds Unix time at which the process started.
        # TYPE process_start_time_seconds gauge
        process_start_time_seconds 1767322000
        # HELP process_threads Threads of the process.
        # TYPE process_threads gauge
        process_threads 6

        """

    static let openMetrics = """
        # TYPE replmon_node_up gauge
        # HELP replmon_node_up Whether the node answered its last poll (1) or not (0).
        replmon_node_up{cluster="orders",node="db-a"} 1
        replmon_node_up{cluster="orders",node="db-b"} 0
        # TYPE replmon_node_role gauge
        # HELP replmon_node_role The node's role: 1 for the present one, 0 for the others; unknown while it does not answer.
        replmon_node_role{cluster="orders",node="db-a",role="primary"} 1
        replmon_node_role{cluster="orders",node="db-a",role="standby"} 0
        replmon_node_role{cluster="orders",node="db-a",role="unknown"} 0
        replmon_node_role{cluster="orders",node="db-b",role="primary"} 0
        replmon_node_role{cluster="orders",node="db-b",role="standby"} 0
        replmon_node_role{cluster="orders",node="db-b",role="unknown"} 1
        # TYPE replmon_replication_lag_known gauge
        # HELP replmon_replication_lag_known Whether the lag of a node that follows another is known (1) or not (0).
        replmon_replication_lag_known{cluster="orders",node="db-b"} 0
        # TYPE replmon_observation_age_seconds gauge
        # UNIT replmon_observation_age_seconds seconds
        # HELP replmon_observation_age_seconds Time since the node's last answer; absent before the first.
        replmon_observation_age_seconds{cluster="orders",node="db-a"} 0.9
        replmon_observation_age_seconds{cluster="orders",node="db-b"} 42.1
        # TYPE replmon_node_timeline gauge
        # HELP replmon_node_timeline PostgreSQL's timeline.
        replmon_node_timeline{cluster="orders",node="db-a"} 3
        # TYPE replmon_cluster_verdict gauge
        # HELP replmon_cluster_verdict The cluster's verdict: 1 for the present one, 0 for the others.
        replmon_cluster_verdict{cluster="orders",verdict="ok"} 0
        replmon_cluster_verdict{cluster="orders",verdict="unknown"} 0
        replmon_cluster_verdict{cluster="orders",verdict="warning"} 0
        replmon_cluster_verdict{cluster="orders",verdict="critical"} 1
        # TYPE replmon_link_state gauge
        # HELP replmon_link_state The state of the replication link that ends at the node: 1 for the present state, 0 for the others.
        replmon_link_state{cluster="orders",node="db-b",state="streaming"} 0
        replmon_link_state{cluster="orders",node="db-b",state="catchup"} 0
        replmon_link_state{cluster="orders",node="db-b",state="stalled"} 0
        replmon_link_state{cluster="orders",node="db-b",state="archive"} 0
        replmon_link_state{cluster="orders",node="db-b",state="disconnected"} 0
        replmon_link_state{cluster="orders",node="db-b",state="foreign"} 0
        replmon_link_state{cluster="orders",node="db-b",state="unknown"} 1
        # TYPE replmon_alerts gauge
        # HELP replmon_alerts 1 for each alert that is pending, firing (silenced or not) or suppressed by the one that explains it.
        replmon_alerts{alertname="PostgresNodeDown",severity="critical",state="firing",cluster="orders",node="db-b"} 1
        # TYPE replmon_silences gauge
        # HELP replmon_silences Silences in force: alerts that match one are shown and not sent.
        replmon_silences 0
        # TYPE replmon_probe_duration_seconds histogram
        # UNIT replmon_probe_duration_seconds seconds
        # HELP replmon_probe_duration_seconds How long the polls of the node took, failed ones included.
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="0.001"} 0
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="0.0025"} 1
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="0.005"} 1
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="0.01"} 1
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="0.025"} 1
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="0.05"} 1
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="0.1"} 1
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="0.25"} 1
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="0.5"} 1
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="1.0"} 1
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="2.5"} 2
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="5.0"} 2
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="10.0"} 2
        replmon_probe_duration_seconds_bucket{cluster="orders",node="db-b",le="+Inf"} 2
        replmon_probe_duration_seconds_sum{cluster="orders",node="db-b"} 2.002
        replmon_probe_duration_seconds_count{cluster="orders",node="db-b"} 2
        # TYPE replmon_probe_failures counter
        # HELP replmon_probe_failures Polls of the node that gave no reading.
        replmon_probe_failures_total{cluster="orders",node="db-b"} 1
        # TYPE replmon_probe_missed_slots counter
        # HELP replmon_probe_missed_slots Polls of the node left out because the one before was still under way.
        replmon_probe_missed_slots_total{cluster="orders",node="db-b"} 0
        # TYPE replmon_notifications_sent counter
        # HELP replmon_notifications_sent Alerts that the Alertmanager accepted, counted each time they were sent.
        replmon_notifications_sent_total{alertmanager="http://127.0.0.1:9093"} 12
        replmon_notifications_sent_total{alertmanager="http://10.0.0.2:9093/am"} 0
        # TYPE replmon_notifications_errors counter
        # HELP replmon_notifications_errors Requests to the Alertmanager that failed.
        replmon_notifications_errors_total{alertmanager="http://127.0.0.1:9093"} 1
        replmon_notifications_errors_total{alertmanager="http://10.0.0.2:9093/am"} 7
        # TYPE replmon_notifications_dropped counter
        # HELP replmon_notifications_dropped Alerts given up: too many waiting, or in a request that was refused (an upper bound).
        replmon_notifications_dropped_total{alertmanager="http://127.0.0.1:9093"} 2
        replmon_notifications_dropped_total{alertmanager="http://10.0.0.2:9093/am"} 0
        # TYPE replmon_notifications_queue_length gauge
        # HELP replmon_notifications_queue_length Alerts with a change that the Alertmanager has not accepted yet.
        replmon_notifications_queue_length{alertmanager="http://127.0.0.1:9093"} 0
        replmon_notifications_queue_length{alertmanager="http://10.0.0.2:9093/am"} 3
        # TYPE replmon_notifications_queue_capacity gauge
        # HELP replmon_notifications_queue_capacity How many alerts may wait for the Alertmanager.
        replmon_notifications_queue_capacity{alertmanager="http://127.0.0.1:9093"} 10000
        replmon_notifications_queue_capacity{alertmanager="http://10.0.0.2:9093/am"} 10000
        # TYPE replmon_build info
        # HELP replmon_build The release of replmon that runs.
        replmon_build_info{version="1.0.0"} 1
        # TYPE replmon_config_last_reload_successful gauge
        # HELP replmon_config_last_reload_successful Whether the configuration was accepted when it was last read (1) or refused (0).
        replmon_config_last_reload_successful 1
        # TYPE replmon_config_last_reload_success_timestamp_seconds gauge
        # UNIT replmon_config_last_reload_success_timestamp_seconds seconds
        # HELP replmon_config_last_reload_success_timestamp_seconds Unix time at which a configuration was last accepted.
        replmon_config_last_reload_success_timestamp_seconds 1767322000.25
        # TYPE replmon_history_saved gauge
        # HELP replmon_history_saved Whether what must survive a restart is being written (1) or kept in memory only (0).
        replmon_history_saved 1
        # TYPE replmon_journal_dropped_entries counter
        # HELP replmon_journal_dropped_entries Journal entries dropped because journald did not take them in time.
        replmon_journal_dropped_entries_total 2
        # TYPE replmon_http_requests counter
        # HELP replmon_http_requests HTTP responses sent, by status code, refusals included.
        replmon_http_requests_total{code="200"} 12
        replmon_http_requests_total{code="400"} 0
        replmon_http_requests_total{code="404"} 0
        replmon_http_requests_total{code="408"} 1
        replmon_http_requests_total{code="503"} 0
        # TYPE replmon_http_connections gauge
        # HELP replmon_http_connections HTTP connections open now.
        replmon_http_connections 3
        # TYPE replmon_http_rejected_connections counter
        # HELP replmon_http_rejected_connections HTTP connections refused because a limit on their number was reached.
        replmon_http_rejected_connections_total 4
        # TYPE process_cpu_seconds counter
        # UNIT process_cpu_seconds seconds
        # HELP process_cpu_seconds User and system CPU time spent.
        process_cpu_seconds_total 12.345
        # TYPE process_open_fds gauge
        # HELP process_open_fds File descriptors open now.
        process_open_fds 17
        # TYPE process_max_fds gauge
        # HELP process_max_fds File descriptors allowed.
        process_max_fds 1024
        # TYPE process_resident_memory_bytes gauge
        # UNIT process_resident_memory_bytes bytes
        # HELP process_resident_memory_bytes Resident memory size.
        process_resident_memory_bytes 38000000
        # TYPE process_virtual_memory_bytes gauge
        # UNIT process_virtual_memory_bytes bytes
        # HELP process_virtual_memory_bytes Virtual memory size.
        process_virtual_memory_bytes 1200000000
        # TYPE process_start_time_seconds gauge
        # UNIT process_start_time_seconds seconds
        # HELP process_start_time_seconds Unix time at which the process started.
        process_start_time_seconds 1767322000
        # TYPE process_threads gauge
        # HELP process_threads Threads of the process.
        process_threads 6
        # EOF

        """
}
