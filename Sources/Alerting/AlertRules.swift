public import Replication

/// The rules of one cluster: the catalogue with the configuration's overrides applied.
public struct AlertRules: Hashable, Sendable {
    private var overrides: [AlertName: AlertOverride]

    public init(overrides: [AlertName: AlertOverride] = [:]) {
        self.overrides = overrides
    }

    /// The rule in force for an alert.
    public func rule(for name: AlertName) -> AlertRule {
        let row = AlertCatalogue.row(for: name)
        return overrides[name].map(row.applying) ?? row
    }
}
