internal import Configuration
internal import MongoProbe
internal import PostgresProbe
internal import ReplicationCore

/// Which node to poll and how. A poller whose plan is equal after a reload keeps running, with its connection.
struct ProbePlan: Hashable, Sendable {
    var cluster: String
    var node: String
    var target: Target
    var interval: Duration
    var timeout: Duration

    enum Target: Hashable, Sendable {
        /// One libpq connection string, all parameters of the node merged.
        case postgresql(conninfo: String)
        /// One member, under its name in the configuration of the set.
        case mongodb(MongoClusterSettings)
    }
}

/// Makes the probe of a plan. Tests make scripted ones.
typealias ProbeFactory = @Sendable (ProbePlan, _ onChange: @escaping @Sendable () -> Void) -> any Probe<NodeReading>

/// Makes real probes.
struct RealProbes: Sendable {
    private let workers = MongoWorkers()

    func probe(_ plan: ProbePlan, onChange: @escaping @Sendable () -> Void) -> any Probe<NodeReading> {
        switch plan.target {
        case .postgresql(let conninfo):
            return NodeProbe(
                probe: PostgresProbe(name: plan.node, conninfo: conninfo, onConnectionLost: onChange),
                reading: NodeReading.postgresql)
        case .mongodb(let settings):
            do {
                let options = try MongoConnectionOptions(settings)
                return NodeProbe(
                    probe: MongoProbe(
                        host: plan.node, options: options, workers: workers, timeout: plan.timeout, onChange: onChange),
                    reading: NodeReading.mongodb)
            } catch {
                return RefusedProbe(reason: error.description)
            }
        }
    }
}

extension MongoConnectionOptions {
    init(_ settings: MongoClusterSettings) throws(MongoURIError) {
        try self.init(uri: settings.uri, username: settings.username, password: settings.password?.revealed)
    }
}

/// The probe of a node whose options the driver refuses: every poll fails with the reason.
struct RefusedProbe: Probe {
    let reason: String

    func observe(deadline: MonotonicInstant) async throws(ProbeFailure) -> NodeReading {
        throw .local(reason)
    }

    func close() async {}
}
