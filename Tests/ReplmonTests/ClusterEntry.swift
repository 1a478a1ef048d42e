import FoundationEssentials
import ReplicationLab

/// One entry of `clusters:`.
struct ClusterEntry {
    let text: String

    /// The PostgreSQL cluster `orders`, or only some of its nodes.
    static func orders(_ nodes: [PostgresNode]) -> ClusterEntry {
        let names = ["NodeDown", "StandbyDisconnected", "ReplicationStalled", "ReplayBlocked"]
        return postgresql("orders", nodes, alerts: Dictionary(names.map { ("Postgres\($0)", "for: 1s") }) { $1 })
    }

    /// A PostgreSQL cluster whose standbys are declared as they were planned, unless `declaresUpstreams` is false;
    /// `declared` keys by node besides.
    static func postgresql(
        _ name: String, _ nodes: [PostgresNode], user: String = "user=replmon", declaresUpstreams: Bool = true,
        declared: [String: String] = [:], alerts: [String: String] = [:]
    ) -> ClusterEntry {
        let entries = nodes.map { node in
            let upstream = declaresUpstreams ? node.plannedUpstream.map { ", upstream: \($0)" } ?? "" : ""
            let more = declared[node.name].map { ", \($0)" } ?? ""
            return "        - { name: \(node.name), conninfo: \(node.conninfo)\(upstream)\(more) }\n"
        }
        return ClusterEntry(
            text: """
                  - name: \(name)
                    postgresql:
                      conninfo: dbname=postgres \(user)
                      nodes:
                \(entries.joined())\(overrides(alerts))
                """)
    }

    /// The replica set `media`, with the monitor's user when it wants one.
    static func media(_ set: MongoReplicaSet, in lab: Lab) throws -> ClusterEntry {
        let names = ["MongoMemberDown", "MongoMemberUnreachable", "MongoNoPrimary"]
        return try mongodb("media", set, in: lab, alerts: Dictionary(names.map { ($0, "for: 1s") }) { $1 })
    }

    /// A replica set, with the monitor's user when it wants one, and over TLS when it has that.
    static func mongodb(
        _ name: String, _ set: MongoReplicaSet, in lab: Lab, alerts: [String: String] = [:]
    ) throws -> ClusterEntry {
        let options = set.certificates.map { "&tls=true&tlsCAFile=\($0.authority)" } ?? ""
        var login = ""
        if set.wantsAuthentication {
            let file = passwordFile(of: name, in: lab)
            try Data(MongoReplicaSet.monitorPassword.utf8).write(to: URL(filePath: file))
            login = "      username: \(MongoReplicaSet.monitorUser)\n      password_file: \(file)\n"
        }
        return ClusterEntry(
            text: """
                  - name: \(name)
                    mongodb:
                      uri: \(set.uri)\(options)
                \(login)\(overrides(alerts))
                """)
    }

    /// Where the monitor's password is, for a replica set that wants one.
    static func passwordFile(of name: String, in lab: Lab) -> String {
        "\(lab.directory)/\(name).password"
    }

    private static func overrides(_ alerts: [String: String]) -> String {
        if alerts.isEmpty { return "" }
        return "    alerts:\n"
            + alerts.sorted { $0.key < $1.key }.map { "      \($0.key): { \($0.value) }\n" }.joined()
    }
}
