import FoundationEssentials
import ReplicationLab

/// The `replmon.yml` that watches a lab's clusters: `orders` on PostgreSQL, `media` on MongoDB.
struct LabConfiguration {
    /// The demo's page: not the default port, which a real replmon on this machine may have.
    static let demoPort = 18642

    let text: String

    /// - Parameters:
    ///   - isDemo: alerts fire after two seconds: a demo has no planned restarts to wait for.
    ///   - user: replmon's role in PostgreSQL.
    init(
        postgres: PostgresCluster?, mongo: MongoReplicaSet?, lab: Lab, isDemo: Bool = false, user: String = "replmon"
    ) throws {
        var lines = [
            "# \(lab.directory)",
            "poll_interval: 1s",
            "probe_timeout: 1s",
            "state_directory: \(lab.directory)/state",
            "http:",
            "  listen: 127.0.0.1:\(isDemo ? Self.demoPort : 8642)",
            "control:",
            "  socket: \(lab.directory)/control.sock",
            "clusters:",
        ]
        if let postgres {
            lines += Self.orders(postgres, user: user)
            if isDemo {
                lines += Self.quick(["PostgresNodeDown", "PostgresStandbyDisconnected", "PostgresReplicationLag"])
            }
        }
        if let mongo {
            lines += try Self.media(mongo, lab: lab)
            if isDemo { lines += Self.quick(["MongoMajorityLost", "MongoNoPrimary", "MongoReplicationLag"]) }
        }
        text = lines.map { $0 + "\n" }.joined()
    }

    func write(to file: String) throws {
        try Data(text.utf8).write(to: URL(filePath: file), options: .atomic)
    }

    private static func orders(_ cluster: PostgresCluster, user: String) -> [String] {
        let nodes = cluster.nodes.flatMap { node in
            ["        - name: \(node.name)", "          conninfo: \(node.conninfo)"]
                + (node.plannedUpstream.map { ["          upstream: \($0)"] } ?? [])
        }
        return [
            "  - name: orders", "    postgresql:", "      conninfo: dbname=postgres user=\(user)", "      nodes:",
        ] + nodes
    }

    private static func media(_ replicaSet: MongoReplicaSet, lab: Lab) throws -> [String] {
        let lines = ["  - name: media", "    mongodb:", "      uri: \(replicaSet.uri)"]
        guard replicaSet.wantsAuthentication else { return lines }
        let file = "\(lab.directory)/media.password"
        try Data(MongoReplicaSet.monitorPassword.utf8).write(to: URL(filePath: file))
        return lines + ["      username: \(MongoReplicaSet.monitorUser)", "      password_file: \(file)"]
    }

    private static func quick(_ alerts: [String]) -> [String] {
        ["    alerts:"] + alerts.map { "      \($0): { for: 2s }" }
    }
}
