import ReplicationLab

/// The configuration of a replmon that watches a fleet.
struct FleetConfiguration {
    /// The entries of `clusters`.
    let clusters: String
    let port: Int
    /// An empty folder for its state and its control socket.
    let directory: String

    var text: String {
        """
        poll_interval: \(FleetPlan.pollInterval.components.seconds)s
        probe_timeout: 1s
        state_directory: \(directory)/state
        http:
          listen: 127.0.0.1:\(port)
        control:
          socket: \(directory)/control.sock
        clusters:
        \(clusters)
        """
    }

    /// `count` clusters of the same two servers. The first half is named near-…, the second far-…: a black hole drops
    /// the packets to its addresses.
    static func postgresClusters(_ count: Int, primaryPort: Int, standbyPort: Int) -> String {
        (0..<count).map { index in
            let isFar = index >= count - count / 2
            let host = "127.\(isFar ? 129 : 1).\(index / 250).\(index % 250 + 1)"
            return """
                  - name: \(isFar ? far : near)\(index)
                    postgresql:
                      conninfo: host=\(host) dbname=postgres user=replmon
                      nodes:
                        - { name: db-a, conninfo: port=\(primaryPort) }
                        - { name: db-b, conninfo: port=\(standbyPort), upstream: db-a }

                """
        }.joined()
    }

    /// `count` replica sets of the same members.
    static func replicaSets(_ count: Int, of set: MongoReplicaSet) -> String {
        (0..<count).map { "  - name: set-\($0)\n    mongodb:\n      uri: \(set.uri)\n" }.joined()
    }

    static let near = "near-"
    static let far = "far-"
}
