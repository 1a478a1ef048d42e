import Alerting
import ReplicationCore

extension ConfigurationReader {
    /// `alerts:` of a cluster of this kind; `nil` when the file does not say the kind.
    mutating func alerts(_ cluster: Section, of kind: ClusterKind?) -> [AlertName: AlertOverride] {
        overrides(cluster, over: [:]) { name in
            kind.flatMap { $0.mismatch(name) }.map { "`\(name.rawValue)` is an alert of \($0), not of this cluster" }
        }
    }

    /// `alerts:` of one node, over those of its cluster.
    mutating func nodeAlerts(
        _ node: Section, of kind: ClusterKind, over cluster: [AlertName: AlertOverride]
    ) -> [AlertName: AlertOverride] {
        overrides(node, over: cluster) { name in
            if let other = kind.mismatch(name) { return "`\(name.rawValue)` is an alert of \(other), not of this node" }
            guard name.concernsWholeCluster else { return nil }
            return "`\(name.rawValue)` is about the cluster as a whole; set it in the cluster's `alerts`"
        }
    }

    private mutating func overrides(
        _ parent: Section, over base: [AlertName: AlertOverride], refusal: (AlertName) -> String?
    ) -> [AlertName: AlertOverride] {
        let names = AlertName.allCases
        guard let section = section("alerts", in: parent, keys: names.map(\.rawValue), noun: "alert") else {
            return [:]
        }
        var overrides: [AlertName: AlertOverride] = [:]
        for name in names {
            guard let entry = section[name.rawValue] else { continue }
            if let refusal = refusal(name) { report(entry.key, refusal) }
            overrides[name] = override(of: name, in: section, over: base[name] ?? AlertOverride())
        }
        return overrides
    }

    private mutating func override(
        of name: AlertName, in alerts: Section, over base: AlertOverride
    ) -> AlertOverride? {
        let keys = ["warning", "critical", "clear", "for", "keep_firing_for"]
        guard let section = section(name.rawValue, in: alerts, keys: keys) else { return nil }
        let limits: ClosedRange<Duration> = .zero ... .seconds(86_400)
        var override = AlertOverride()
        override.for = duration("for", in: section, limits)?.value
        override.keepFiringFor = duration("keep_firing_for", in: section, limits)?.value
        guard let thresholds = AlertCatalogue.row(for: name).thresholds else {
            for key in ["warning", "critical", "clear"] {
                guard let entry = section[key] else { continue }
                report(
                    entry.key,
                    "`\(name.rawValue)` measures nothing and takes no `\(key)`, only `for` and `keep_firing_for`")
            }
            return override
        }
        readThresholds(section, defaults: thresholds, base: base, into: &override)
        return override
    }

    private mutating func readThresholds(
        _ section: Section, defaults: AlertRule.Thresholds, base: AlertOverride, into override: inout AlertOverride
    ) {
        let limits: ClosedRange<Duration> = .milliseconds(1) ... .seconds(30 * 86_400)
        let warning = duration("warning", in: section, limits)
        let critical = duration("critical", in: section, limits)
        let clear = duration("clear", in: section, limits)
        override.warning = warning?.value
        override.critical = critical?.value
        override.clear = clear?.value
        // A refused limit is not compared with the others.
        for (key, limit) in [("warning", warning), ("critical", critical), ("clear", clear)]
        where limit == nil && section[key] != nil { return }
        let mild = Limit("warning", own: warning, base: base.warning, default: defaults.warning)
        let severe = Limit("critical", own: critical, base: base.critical, default: defaults.critical)
        // A critical value must exceed the warning limit too.
        check(mild, isReachedBy: severe, at: critical?.position ?? warning?.position, defaults.direction)
        // An alert clears beyond the limit that raised it, not before.
        guard let end = clear?.value ?? base.clear else { return }
        let calm = Limit("clear", own: clear, base: base.clear, default: end)
        check(calm, isReachedBy: mild, at: clear?.position ?? warning?.position, defaults.direction)
    }

    /// A limit in force and its place in the file.
    private struct Limit {
        let key: String
        let value: Duration
        let origin: String

        init(_ key: String, own: Located<Duration>?, base: Duration?, default fallback: Duration) {
            self.key = key
            value = own?.value ?? base ?? fallback
            origin = own != nil ? "" : base != nil ? ", the cluster's" : ", the default"
        }

        var text: String { "(\(value.text)\(origin))" }
    }

    private mutating func check(
        _ mild: Limit, isReachedBy severe: Limit, at position: Position?, _ direction: AlertRule.Thresholds.Direction
    ) {
        let thresholds = AlertRule.Thresholds(warning: mild.value, critical: severe.value, direction: direction)
        guard let position, !thresholds.reaches(severe.value, mild.value) else { return }
        let rule =
            switch direction {
            case .upwards: "must not exceed"
            case .downwards: "is for time that is left and must not be less than"
            }
        report(position, "`\(mild.key)` \(mild.text) \(rule) `\(severe.key)` \(severe.text)")
    }
}

extension ClusterKind {
    /// The subject of an alert that does not apply to clusters of this kind.
    fileprivate func mismatch(_ name: AlertName) -> String? {
        switch self {
        case .postgresql where name.rawValue.hasPrefix("Mongo"): "MongoDB"
        case .mongodb where name.rawValue.hasPrefix("Postgres"): "PostgreSQL"
        case _ where name == .monitorIsolated || name.rawValue.hasPrefix("Replmon"): "replmon itself"
        case .postgresql, .mongodb: nil
        }
    }
}

extension AlertName {
    /// Whether its subject is never a single node, so that no node can have limits of its own.
    fileprivate var concernsWholeCluster: Bool {
        let names: Set<AlertName> = [
            .clusterUnreachable, .postgresNoPrimary, .postgresSplitBrain, .mongoNoPrimary, .mongoMajorityAtRisk,
            .mongoMajorityLost, .mongoCommitPointFrozen, .mongoElection, .mongoElectionFlapping,
            .mongoConfigurationLint, .mongoVersionMix,
        ]
        return names.contains(self)
    }
}
