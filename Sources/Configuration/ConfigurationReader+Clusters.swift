import Alerting
import ReplicationCore
import Yams

extension ConfigurationReader {
    /// `clusters:`, each with a unique name.
    mutating func clusters(_ top: Section) -> [ClusterSettings] {
        var firstLines: [String: Int] = [:]
        return list("clusters", in: top, of: "cluster").compactMap { node in
            let keys = ["name", "postgresql", "mongodb", "alerts"]
            guard let section = section(node, "a cluster", keys: keys) else { return nil }
            let name = uniqueName(section, of: "cluster", firstLines: &firstLines)
            let alerts = alerts(section, of: Self.kind(section))
            let engine = engine(section, alerts: alerts)
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

    /// The database system of the cluster, if the file names exactly one.
    private static func kind(_ cluster: Section) -> ClusterKind? {
        switch (cluster["postgresql"], cluster["mongodb"]) {
        case (_?, nil): .postgresql
        case (nil, _?): .mongodb
        case (nil, nil), (_?, _?): nil
        }
    }

    private mutating func engine(
        _ cluster: Section, alerts: [AlertName: AlertOverride]
    ) -> ClusterSettings.Engine? {
        switch (cluster["postgresql"], cluster["mongodb"]) {
        case (nil, nil):
            report(cluster.position, "the cluster has neither `postgresql` nor `mongodb`; give it one")
            return nil
        case (_?, nil):
            return postgresql(cluster, alerts: alerts).map(ClusterSettings.Engine.postgresql)
        case (nil, _?):
            return mongodb(cluster, alerts: alerts).map(ClusterSettings.Engine.mongodb)
        case (let postgresql?, let mongodb?):
            report(
                max(postgresql.key, mongodb.key),
                "the cluster has both `postgresql` and `mongodb`; make them two clusters")
            _ = (self.postgresql(cluster, alerts: alerts), self.mongodb(cluster, alerts: alerts))
            return nil
        }
    }
}
