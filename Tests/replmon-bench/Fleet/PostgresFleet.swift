import ReplicationLab

/// One primary with one standby and a little to replicate, for all PostgreSQL clusters of a fleet.
final class PostgresFleet {
    private let cluster: PostgresCluster
    private let primary: PostgresNode
    private let standby: PostgresNode
    private let writer: PostgresWriter
    private var standIns: (primary: PostgresStandIn, standby: PostgresStandIn)?

    /// Starts the servers, each with room for `sessions` of replmon.
    init(sessions: Int, in lab: Lab) throws {
        // The settings of a standby may not be below those of its primary. The rest is for psql and the exporter.
        let settings = ["listen_addresses": "0.0.0.0", "max_connections": "\(sessions + 200)"]
        let plans = PostgresNodePlan.group(standbys: 1).map { plan in
            var plan = plan
            plan.settings = settings
            return plan
        }
        cluster = try PostgresCluster(in: lab, nodes: plans)
        (primary, standby) = try (cluster.node("db-a"), cluster.node("db-b"))
        writer = primary.startWriter(rate: 10)
    }

    /// Clusters whose servers are the real ones.
    func configuration(clusters: Int) -> String {
        FleetConfiguration.postgresClusters(clusters, primaryPort: primary.port, standbyPort: standby.port)
    }

    /// Clusters whose servers are stand-ins for them, which share their sessions.
    func configurationWithStandIns(clusters: Int, in lab: Lab) throws -> String {
        let ports = try standIns ?? (PostgresStandIn(for: primary, in: lab), PostgresStandIn(for: standby, in: lab))
        standIns = ports
        return FleetConfiguration.postgresClusters(
            clusters, primaryPort: ports.primary.port, standbyPort: ports.standby.port)
    }

    /// Ends the sessions that a replmon left, and waits until they are gone.
    func endSessions() throws {
        for node in [primary, standby] {
            try waitUntil("the sessions of replmon on \(node.name) to be gone", within: .seconds(60)) {
                let left = try node.sql(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'replmon'")
                return left == "0"
            }
        }
    }

    /// An exporter's CPU for one scrape of the primary.
    func exporterTimePerScrape(in lab: Lab) throws -> Duration {
        let exporter = try ExporterRun(on: primary, in: lab)
        let run = try exporter.scrapes(FleetPlan.exporterScrapes)
        try exporter.stop()
        return run.processorTimePerScrape
    }

    func stop() throws {
        writer.stop()
        for node in [standby, primary] { try node.stop(.immediate) }
    }
}
