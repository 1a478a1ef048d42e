import ReplicationLab

/// All rows of a fleet table, one after the other.
final class FleetBench: Sendable {
    private let binaries: FleetBinaries
    private let plan: FleetPlan
    private let lab: Lab
    private let hole: BlackHole

    /// Prepares the network namespace, which must be this program's own.
    init(binaries: FleetBinaries, plan: FleetPlan) throws {
        self.binaries = binaries
        self.plan = plan
        lab = try Lab()
        try NetworkNamespace.prepare(in: lab)
        hole = try BlackHole(in: lab)
    }

    /// Ends and removes everything that was started.
    func end() {
        lab.end()
    }

    func measure() throws -> FleetReport {
        FleetReport(rows: try postgresRows() + replicaSetRows())
    }

    private func postgresRows() throws -> [FleetRow] {
        if plan.postgresClusters.isEmpty { return [] }
        say("starting a PostgreSQL primary and a standby")
        let sessions = plan.postgresClusters.filter { $0 <= plan.realClusters }.max() ?? 0
        let fleet = try PostgresFleet(sessions: sessions, in: lab)
        let rows = try plan.postgresClusters.map { try postgresRow(clusters: $0, of: fleet) }
        try fleet.stop()
        return rows
    }

    private func postgresRow(clusters: Int, of fleet: PostgresFleet) throws -> FleetRow {
        let row = FleetRow(engine: .postgresql, clusters: clusters, hasStandIns: clusters > plan.realClusters)
        let configuration =
            try row.hasStandIns
            ? fleet.configurationWithStandIns(clusters: clusters, in: lab) : fleet.configuration(clusters: clusters)
        return try measured(row, configuration: configuration) { run in
            if clusters == plan.postgresClusters.min() { try addExporter(to: &run, fleet) }
            try fleet.endSessions()
        }
    }

    private func replicaSetRows() throws -> [FleetRow] {
        if plan.replicaSets.isEmpty { return [] }
        say("starting a MongoDB replica set")
        let set = try MongoReplicaSet(in: lab)
        return try plan.replicaSets.map { clusters in
            let configuration = FleetConfiguration.replicaSets(clusters, of: set)
            return try measured(FleetRow(engine: .mongodb, clusters: clusters), configuration: configuration) { _ in }
        }
    }

    /// The row with its runs, of each binary in turn; `finish` follows each.
    private func measured(
        _ row: FleetRow, configuration: String, finish: (inout FleetRun) throws -> Void
    ) throws -> FleetRow {
        var row = row
        for number in 1...plan.runs {
            for binary in binaries.inOrder(ofRun: number) {
                say("\(row.subject), run \(number) of \(plan.runs): \(binary.path)")
                let values = try self.values(of: binary.path, row: row, configuration: configuration)
                var run = FleetRun(role: binary.role, number: number, values: values)
                try finish(&run)
                say(FleetReport.line(run))
                row.runs.append(run)
            }
        }
        return row
    }

    /// A part that fails leaves its numbers out: a daemon that is overloaded may not answer.
    private func values(of binary: String, row: FleetRow, configuration: String) throws -> [FleetMeasure: Double] {
        let daemon = try FleetDaemon(binary, clusters: configuration, nodes: row.nodes, in: lab)
        var measurement = FleetMeasurement(of: daemon, window: plan.window)
        attempt("start") { try measurement.waitUntilReached() }
        attempt("CPU") { try measurement.measureProcessor() }
        attempt("lateness") { try measurement.measureLateness() }
        attempt("requests") { try measurement.measureRequests() }
        attempt("memory") { try measurement.measureMemory() }
        if row.engine == .postgresql { attempt("half of it hung") { try measurement.measureHalf(hole: hole) } }
        try daemon.stop()
        return measurement.values
    }

    private func attempt(_ part: String, _ measure: () throws -> Void) {
        do {
            try measure()
        } catch {
            say("\(part): not measured: \(error)")
        }
    }

    private func addExporter(to run: inout FleetRun, _ fleet: PostgresFleet) throws {
        guard ExporterRun.isInstalled else { return say("install prometheus-postgres-exporter to compare with it") }
        let perScrape = try fleet.exporterTimePerScrape(in: lab) / .milliseconds(1)
        run.values[.exporterTimePerScrape] = perScrape
        run.values[.shareOfExporter] = run.values[.processorTimePerPoll].map { $0 / perScrape }
    }
}
