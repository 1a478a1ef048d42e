import FoundationEssentials
import ReplicationLab

/// Debian's `prometheus-postgres-exporter` on one node.
///
/// The package's release (0.11) measures lag only by configured queries; it gets two of the project's own.
final class Exporter: Sendable {
    private static let program = "/usr/bin/prometheus-postgres-exporter"

    /// Its metrics about replication.
    private static let families = [
        "pg_up", "pg_replication_lag", "pg_replication_is_replica", "pg_replication_last_replay",
        "pg_stat_replication_pg_wal_lsn_diff", "pg_replication_slots_",
    ]

    /// `lag` is the query of the package's example file, the rest that of the collector in later releases (since 0.13;
    /// the comparison of the two positions came later, and is in 0.20).
    private static let queries = """
        pg_replication:
          query: >-
            SELECT CASE WHEN NOT pg_is_in_recovery() THEN 0
            ELSE GREATEST (0, EXTRACT(EPOCH FROM (now() - pg_last_xact_replay_timestamp()))) END AS lag,
            CASE WHEN NOT pg_is_in_recovery() THEN 0
            WHEN pg_last_wal_receive_lsn () = pg_last_wal_replay_lsn () THEN 0
            ELSE GREATEST (0, EXTRACT(EPOCH FROM (now() - pg_last_xact_replay_timestamp()))) END AS lag_seconds,
            CASE WHEN pg_is_in_recovery() THEN 1 ELSE 0 END AS is_replica,
            GREATEST (0, EXTRACT(EPOCH FROM (now() - pg_last_xact_replay_timestamp()))) AS last_replay_seconds
          metrics:
            - lag: { usage: GAUGE, description: Example of the package }
            - lag_seconds: { usage: GAUGE, description: Collector of later releases }
            - is_replica: { usage: GAUGE, description: Collector of later releases }
            - last_replay_seconds: { usage: GAUGE, description: Collector of later releases }

        """

    private let port: Port
    private let lab: Lab
    private let process: LabProgram

    /// Starts it; it does not answer yet.
    init(for node: PostgresNode, in lab: Lab) throws {
        port = try Port()
        self.lab = lab
        guard FileManager.default.isExecutableFile(atPath: Self.program) else {
            throw LabError("\(Self.program) is missing: install prometheus-postgres-exporter")
        }
        let queries = "\(lab.directory)/queries.yml"
        try Data(Self.queries.utf8).write(to: URL(filePath: queries))
        let source = "postgresql://replmon_replication@\(node.host):\(node.port)/postgres?sslmode=disable"
        let options = ["--web.listen-address=127.0.0.1:\(port.number)", "--extend.query-path=\(queries)"]
        process = try LabProgram(
            name: "exporter-\(node.name)", command: [Self.program] + options,
            environment: ["DATA_SOURCE_NAME": source], in: lab)
        try process.start()
    }

    /// The lines about replication in its page.
    func lines() throws -> [String] {
        let url = "http://127.0.0.1:\(port.number)/metrics"
        let (page, status) = try LabProgram.run(["curl", "-sS", "--fail", "--max-time", "10", url], in: lab)
        if status != 0 { throw LabError("the exporter does not answer: \(page)") }
        return page.split(separator: "\n").filter { line in Self.families.contains { line.hasPrefix($0) } }
            .map(String.init)
    }
}
