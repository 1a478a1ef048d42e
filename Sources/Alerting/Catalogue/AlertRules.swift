package import ReplicationCore

/// The rules of one cluster: the catalogue with the configuration's overrides applied.
package struct AlertRules: Hashable, Sendable {
    private var overrides: [AlertName: AlertOverride]
    private var nodes: [String: [AlertName: AlertOverride]]

    /// `nodes` has, by name, the overrides of single nodes; they go before those of the cluster.
    package init(overrides: [AlertName: AlertOverride] = [:], nodes: [String: [AlertName: AlertOverride]] = [:]) {
        self.overrides = overrides
        self.nodes = nodes
    }

    /// The rule in force for an alert about a node, or about the cluster as a whole.
    ///
    /// A value comes from the node's override, else from the cluster's, else from the catalogue.
    package func rule(for name: AlertName, node: String? = nil) -> AlertRule {
        let row = AlertCatalogue.row(for: name)
        let own = node.flatMap { nodes[$0]?[name] }
        switch (own, overrides[name]) {
        case (nil, nil): return row
        case (let override?, nil), (nil, let override?): return row.applying(override)
        case (let own?, let shared?): return row.applying(own.over(shared))
        }
    }
}

extension AlertOverride {
    /// This override, with missing values taken from `base`.
    fileprivate func over(_ base: AlertOverride) -> AlertOverride {
        AlertOverride(
            warning: warning ?? base.warning, critical: critical ?? base.critical, clear: clear ?? base.clear,
            for: self.for ?? base.for, keepFiringFor: keepFiringFor ?? base.keepFiringFor)
    }
}
