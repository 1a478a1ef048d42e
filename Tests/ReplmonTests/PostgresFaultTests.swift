import ReplicationLab
import StatusAPI

extension ServerTests {
    /// Faults done to real servers: each is found and named by its cause, nothing else is claimed meanwhile, and it is
    /// gone when it is healed. Each prints a line: version, fault, finding, seconds until shown, until cleared.
    struct PostgresFaultTests {
        static var versions: [Int] { Lab.postgresVersions }

        /// A standby that tells its upstream every second how far it is, so that a stall is seen soon.
        static func quickReports(_ settings: [String: String] = [:]) -> [PostgresNodePlan] {
            let all = settings.merging(["wal_receiver_status_interval": "1s"]) { $1 }
            return [
                PostgresNodePlan(name: "db-a"), PostgresNodePlan(name: "db-b", upstream: "db-a", settings: all),
            ]
        }

        /// SQL that writes so many megabytes of WAL at once.
        static func writing(megabytes: Int) -> String {
            """
            SELECT count(pg_logical_emit_message(false, 'replmon', repeat('x', 1000000)))
            FROM generate_series(1, \(megabytes))
            """
        }
    }
}

extension StatusDocument.Finding {
    /// All its words: summary and evidence.
    var text: String {
        ([summary] + evidence.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }).joined(separator: "; ")
    }
}
