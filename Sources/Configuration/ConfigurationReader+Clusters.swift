import Alerting
import Replication
import Yams

extension ConfigurationReader {
    /// `clusters:`, each with a name of its own.
    mutating func clusters(_ top: Section) -> [ClusterSettings] {
        var firstLines: [String: Int] = [:]
        return list("clusters", in: top, of: "cluster").compactMap { node in
            let keys = ["name", "postgresql", "mongodb", "alerts"]
            guard let section = section(node, "a cluster", keys: keys) else { return nil }
            let name = uniqueName(section, of: "cluster", firstLines: &firstLines)
            let engine = engine(section)
            let alerts = alerts(section, engine: engine)
            guard let name, let engine else { return nil }
            return ClusterSettings(name: name.value, engine: engine, alerts: alerts)
        }
    }

    /// The `name` of a section that no earlier one has.
    mutating func uniqueName(
        _ section: Section, of noun: String, firstLines: inout [String: Int]
    ) -> Located<String>? {
        guard let name = required("name", in: section, TextRule.name) else { return nil }
        if let first = firstLines[name.value] {
            report(name.position, "another \(noun) is named `\(name.value)`, on line \(first); names must differ")
        } else {
            firstLines[name.value] = name.position.line
        }
        return name
    }

    private mutating func engine(_ cluster: Section) -> ClusterSettings.Engine? {
        switch (cluster["postgresql"], cluster["mongodb"]) {
        case (nil, nil):
            report(cluster.position, "the cluster has neither `postgresql` nor `mongodb`; give it one")
            return nil
        case (_?, nil):
            return postgresql(cluster).map(ClusterSettings.Engine.postgresql)
        case (nil, _?):
            return mongodb(cluster).map(ClusterSettings.Engine.mongodb)
        case (let postgresql?, let mongodb?):
            report(
                max(postgresql.key, mongodb.key),
                "the cluster has both `postgresql` and `mongodb`; make them two clusters")
            _ = (self.postgresql(cluster), self.mongodb(cluster))
            return nil
        }
    }

    private mutating func alerts(
        _ cluster: Section, engine: ClusterSettings.Engine?
    ) -> [AlertName: AlertOverride] {
        let names = AlertName.allCases
        guard let section = section("alerts", in: cluster, keys: names.map(\.rawValue), noun: "alert") else {
            return [:]
        }
        var alerts: [AlertName: AlertOverride] = [:]
        for name in names {
            guard let entry = section[name.rawValue] else { continue }
            if let engine, let other = engine.mismatch(name) {
                report(entry.key, "`\(name.rawValue)` is an alert of \(other), not of this cluster")
            }
            alerts[name] = override(of: AlertCatalogue.row(for: name), in: section)
        }
        return alerts
    }

    private mutating func override(of rule: AlertRule, in alerts: Section) -> AlertOverride? {
        let name = rule.name.rawValue
        let keys = ["warning", "critical", "for", "keep_firing_for"]
        guard let section = section(name, in: alerts, keys: keys) else { return nil }
        let limits: ClosedRange<Duration> = .zero ... .seconds(86_400)
        var override = AlertOverride()
        override.for = duration("for", in: section, limits)?.value
        override.keepFiringFor = duration("keep_firing_for", in: section, limits)?.value
        guard let thresholds = rule.thresholds else {
            for key in ["warning", "critical"] {
                guard let entry = section[key] else { continue }
                report(entry.key, "`\(name)` measures nothing and takes no `\(key)`, only `for` and `keep_firing_for`")
            }
            return override
        }
        readThresholds(section, defaults: thresholds, into: &override)
        return override
    }

    private mutating func readThresholds(
        _ section: Section, defaults: AlertRule.Thresholds, into override: inout AlertOverride
    ) {
        let limits: ClosedRange<Duration> = .milliseconds(1) ... .seconds(30 * 86_400)
        let warning = duration("warning", in: section, limits)
        let critical = duration("critical", in: section, limits)
        override.warning = warning?.value
        override.critical = critical?.value
        // A limit that was refused is no measure.
        guard (warning == nil) == (section["warning"] == nil), (critical == nil) == (section["critical"] == nil),
            let position = critical?.position ?? warning?.position
        else { return }
        let (mild, severe) = (warning?.value ?? defaults.warning, critical?.value ?? defaults.critical)
        // Whatever is critical must be worth a warning too.
        guard
            !AlertRule.Thresholds(warning: mild, critical: severe, direction: defaults.direction).reaches(severe, mild)
        else { return }
        let rule =
            switch defaults.direction {
            case .upwards: "must not exceed"
            case .downwards: "is for time that is left and must not be less than"
            }
        report(
            position,
            "`warning` (\(mild.text)\(warning == nil ? ", the default" : "")) \(rule) "
                + "`critical` (\(severe.text)\(critical == nil ? ", the default" : ""))")
    }
}

extension ClusterSettings.Engine {
    /// What an alert is about, if it is not about clusters of this engine.
    fileprivate func mismatch(_ name: AlertName) -> String? {
        switch self {
        case .postgresql where name.rawValue.hasPrefix("Mongo"): "MongoDB"
        case .mongodb where name.rawValue.hasPrefix("Postgres"): "PostgreSQL"
        default: name.rawValue.hasPrefix("Replmon") ? "replmon itself" : nil
        }
    }
}
