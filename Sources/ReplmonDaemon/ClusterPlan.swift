internal import Alerting
internal import Configuration
internal import MongoProbe
internal import PostgresProbe
internal import PostgresReplication
internal import ReplicationCore

/// One cluster of the configuration, ready to run: the declarations of its nodes, the rules of its alerts, and a plan
/// for every node to poll.
struct ClusterPlan: Sendable {
    var name: String
    var rules: AlertRules
    var limits: StalenessLimits
    var engine: Engine

    enum Engine: Sendable {
        case postgresql([PostgresNodeDeclaration], probes: [ProbePlan])
        /// Members are discovered at run time; `member` makes the plan of each.
        case mongodb(seeds: [String], expectedSet: String?, member: @Sendable (String) -> ProbePlan)
    }

    /// All clusters of a configuration, or each problem that a driver has with it, with the cluster and the node.
    static func plans(for configuration: Configuration) -> Result<[ClusterPlan], PlanProblems> {
        var problems: [String] = []
        let plans = configuration.clusters.compactMap { cluster -> ClusterPlan? in
            switch engine(of: cluster, in: configuration) {
            case .success(let engine):
                return ClusterPlan(
                    name: cluster.name, rules: AlertRules(overrides: cluster.alerts, nodes: cluster.alertsByNode),
                    limits: StalenessLimits(
                        pollInterval: configuration.pollInterval, probeTimeout: configuration.probeTimeout),
                    engine: engine)
            case .failure(let refused):
                problems += refused.problems
                return nil
            }
        }
        return problems.isEmpty ? .success(plans) : .failure(PlanProblems(problems: problems))
    }

    private static func engine(
        of cluster: ClusterSettings, in configuration: Configuration
    ) -> Result<Engine, PlanProblems> {
        func plan(_ node: String, _ target: ProbePlan.Target) -> ProbePlan {
            ProbePlan(
                cluster: cluster.name, node: node, target: target, interval: configuration.pollInterval,
                timeout: configuration.probeTimeout)
        }
        switch cluster.engine {
        case .postgresql(let settings):
            return postgresql(settings, cluster: cluster.name, plan: plan)
        case .mongodb(let settings):
            do {
                let options = try MongoConnectionOptions(settings)
                return .success(
                    .mongodb(seeds: options.seeds, expectedSet: options.replicaSet) { host in
                        ProbePlan(
                            cluster: cluster.name, node: host, target: .mongodb(settings),
                            interval: configuration.pollInterval, timeout: configuration.probeTimeout)
                    })
            } catch {
                return .failure(PlanProblems(problems: ["cluster \(cluster.name): uri: \(error)"]))
            }
        }
    }

    private static func postgresql(
        _ settings: PostgresClusterSettings, cluster: String, plan: (String, ProbePlan.Target) -> ProbePlan
    ) -> Result<Engine, PlanProblems> {
        var problems: [String] = []
        var declarations: [PostgresNodeDeclaration] = []
        var probes: [ProbePlan] = []
        for node in settings.nodes {
            do {
                let conninfo = try Conninfo.merged(shared: settings.conninfo, node: node.conninfo)
                declarations.append(
                    PostgresNodeDeclaration(
                        name: node.name, addresses: Conninfo.addresses(of: conninfo), upstream: node.upstream,
                        applyDelay: node.applyDelay, synchronous: node.synchronous))
                probes.append(plan(node.name, .postgresql(conninfo: conninfo)))
            } catch {
                problems.append("cluster \(cluster), node \(node.name): conninfo: \(error)")
            }
        }
        return problems.isEmpty
            ? .success(.postgresql(declarations, probes: probes)) : .failure(PlanProblems(problems: problems))
    }
}

/// The problems that database drivers have with a configuration that is otherwise valid.
struct PlanProblems: Error {
    var problems: [String]
}

extension ClusterSettings {
    /// The overrides of single nodes, by name.
    fileprivate var alertsByNode: [String: [AlertName: AlertOverride]] {
        switch engine {
        case .postgresql(let settings):
            Dictionary(settings.nodes.map { ($0.name, $0.alerts) }, uniquingKeysWith: { $1 })
        case .mongodb(let settings): settings.memberAlerts
        }
    }
}
