import FoundationEssentials
import ReplicationLab

/// One entry of `clusters:`.
struct ClusterEntry {
    let text: String

    /// The PostgreSQL cluster `orders`, or only some of its nodes.
    static func orders(_ nodes: [PostgresNode]) -> ClusterEntry {
        let entries = nodes.map { node in
            let upstream = node.plannedUpstream.map { ", upstream: \($0)" } ?? ""
            return "        - { name: \(node.name), conninfo: \(node.conninfo)\(upstream) }\n"
        }
        let names = ["NodeDown", "StandbyDisconnected", "ReplicationStalled", "ReplayBlocked"]
        return ClusterEntry(
            text: """
                  - name: orders
                    postgresql:
                      conninfo: dbname=postgres user=replmon
                      nodes:
                \(entries.joined())\(alerts(names.map { "Postgres\($0)" }))
                """)
    }

    /// The replica set `media`, with the monitor's user when it wants one.
    static func media(_ set: MongoReplicaSet, in lab: Lab) throws -> ClusterEntry {
        var login = ""
        if set.wantsAuthentication {
            let file = "\(lab.directory)/media.password"
            try Data(MongoReplicaSet.monitorPassword.utf8).write(to: URL(filePath: file))
            login = "      username: \(MongoReplicaSet.monitorUser)\n      password_file: \(file)\n"
        }
        return ClusterEntry(
            text: """
                  - name: media
                    mongodb:
                      uri: \(set.uri)
                \(login)\(alerts(["MongoMemberDown", "MongoMemberUnreachable", "MongoNoPrimary"]))
                """)
    }

    private static func alerts(_ names: [String]) -> String {
        "    alerts:\n" + names.map { "      \($0): { for: 1s }\n" }.joined()
    }
}
