package import Configuration

/// A configuration that was read, checked, and accepted by the database drivers.
package struct LoadedConfiguration: Sendable {
    /// The checked values.
    package let configuration: Configuration
    let plans: [ClusterPlan]

    /// Everything that is wrong, one line each.
    package struct Refusal: Error, Sendable {
        /// `file:line:column: message`, or the cluster and node in words where only the driver objects.
        package let problems: [String]
    }

    /// Reads a file; the drivers are asked only about a file that is otherwise right.
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
