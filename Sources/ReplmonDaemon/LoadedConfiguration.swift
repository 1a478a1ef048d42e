package import Configuration

/// A configuration that was read, checked, and accepted by the database drivers.
package struct LoadedConfiguration: Sendable {
    /// The checked values.
    package let configuration: Configuration
    let plans: [ClusterPlan]

    /// All problems of a file, one line each.
    package struct Refusal: Error, Sendable {
        /// `file:line:column: message`; a problem of a database driver has the cluster and the node instead.
        package let problems: [String]
    }

    /// Reads a file. The drivers check only a file that is otherwise valid.
    package static func load(path: String) -> Result<LoadedConfiguration, Refusal> {
        switch ConfigurationLoader.load(path: path) {
        case .failure(let refused): return .failure(Refusal(problems: refused.problems.map(\.description)))
        case .success(let configuration):
            switch ClusterPlan.plans(for: configuration) {
            case .success(let plans):
                return .success(LoadedConfiguration(configuration: configuration, plans: plans))
            case .failure(let refused):
                return .failure(Refusal(problems: refused.problems.map { "\(path): \($0)" }))
            }
        }
    }
}
