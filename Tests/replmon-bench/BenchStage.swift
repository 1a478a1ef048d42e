import FoundationEssentials
import MongoProbe
import PostgresProbe
import ReplicationLab

import protocol ReplicationCore.Probe

/// The servers that everything is measured on: db-a with three standbys, and a set of primary, secondary, arbiter.
final class BenchStage {
    let lab: Lab
    private let postgresCluster: PostgresCluster?
    private let mongoSet: MongoReplicaSet?
    private let workers = MongoWorkers()

    /// Statements are counted and timed by the server itself.
    private static let statistics = [
        "shared_preload_libraries": "pg_stat_statements", "pg_stat_statements.track_planning": "on",
    ]

    init(only system: PolledSystem? = nil) throws {
        let lab = try Lab()
        self.lab = lab
        let plans = PostgresNodePlan.group(standbys: 3).map { plan in
            var plan = plan
            plan.settings = Self.statistics
            return plan
        }
        postgresCluster = system == .mongo ? nil : try PostgresCluster(in: lab, nodes: plans)
        mongoSet = system == .postgres ? nil : try MongoReplicaSet(in: lab)
        if let postgresCluster {
            try postgresCluster.primary.sql("CREATE EXTENSION pg_stat_statements")
            let standbys = postgresCluster.nodes.filter { $0.plannedUpstream != nil }.map(\.name)
            try postgresCluster.waitUntilReplayed(from: "db-a", on: standbys)
        }
    }

    /// Ends and removes everything.
    func end() {
        lab.end()
    }

    var postgres: PostgresCluster {
        get throws {
            guard let postgresCluster else { throw BenchError("no PostgreSQL was started") }
            return postgresCluster
        }
    }

    var mongo: MongoReplicaSet {
        get throws {
            guard let mongoSet else { throw BenchError("no MongoDB was started") }
            return mongoSet
        }
    }

    var mongoPrimary: MongoMember {
        get throws { try mongo.member(mongo.waitForPrimary()) }
    }

    /// A member with data that is not primary now.
    var mongoSecondary: MongoMember {
        get throws {
            let primary = try mongo.waitForPrimary()
            guard let member = try mongo.members.first(where: { !$0.isArbiter && $0.name != primary }) else {
                throw BenchError("the set has no secondary")
            }
            return member
        }
    }

    func postgresProbe(_ name: String) throws -> PostgresProbe {
        let node = try postgres.node(name)
        return PostgresProbe(name: name, conninfo: "\(node.conninfo) dbname=postgres user=replmon") {}
    }

    func mongoProbe(_ member: MongoMember) throws -> MongoProbe {
        MongoProbe(
            host: member.address, options: try MongoConnectionOptions(uri: mongo.uri), workers: workers,
            timeout: .seconds(2), onChange: {})
    }

    /// Ten nodes for a daemon: the replica set twice, under two names.
    func configuration(pollInterval: String, port: Int) throws -> String {
        let nodes = try postgres.nodes.map { node in
            let upstream = node.plannedUpstream.map { ", upstream: \($0)" } ?? ""
            return "        - { name: \(node.name), conninfo: \(node.conninfo)\(upstream) }"
        }
        return try """
        poll_interval: \(pollInterval)
        probe_timeout: 1s
        state_directory: \(lab.directory)/state
        http:
          listen: 127.0.0.1:\(port)
        control:
          socket: \(controlSocket)
        clusters:
          - name: orders
            postgresql:
              conninfo: dbname=postgres user=replmon
              nodes:
        \(nodes.joined(separator: "\n"))
          - name: media
            mongodb:
              uri: \(mongo.uri)
          - name: media-again
            mongodb:
              uri: \(mongo.uri)

        """
    }

    var controlSocket: String { "\(lab.directory)/control.sock" }
}
