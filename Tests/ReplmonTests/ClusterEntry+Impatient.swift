import Alerting
import ReplicationCore

extension ClusterEntry {
    /// What the alerts about a kind of cluster begin with.
    enum Kind: String {
        case postgresql = "Postgres"
        case mongodb = "Mongo"
    }

    /// Overrides that make every alert about a cluster of this kind fire after a second, with `thresholds` where the
    /// catalogue's are too long.
    static func impatient(_ kind: Kind, _ thresholds: [String: String] = [:]) -> [String: String] {
        let all = rules(kind).map { (name: $0.name.rawValue, text: [thresholds[$0.name.rawValue], "for: 1s"]) }
        return Dictionary(all.map { ($0.name, $0.text.compactMap(\.self).joined(separator: ", ")) }) { $1 }
    }

    /// Overrides that shorten what the catalogue waits to four seconds; where servers stop as planned, those of a
    /// restart keep theirs.
    static func hurried(_ kind: Kind, _ thresholds: [String: String], stops: Bool) -> [String: String] {
        let slow = rules(kind).filter { $0.for > .seconds(5) && !(stops && touchedByRestarts.contains($0.name)) }
        let overrides = slow.map(\.name.rawValue).map { name in
            (name, [thresholds[name], "for: 4s"].compactMap(\.self).joined(separator: ", "))
        }
        return thresholds.merging(overrides) { $1 }
    }

    private static func rules(_ kind: Kind) -> [AlertRule] {
        AlertCatalogue.rows.filter { $0.name.rawValue.hasPrefix(kind.rawValue) || $0.name == .clusterUnreachable }
    }

    private static let touchedByRestarts: Set<AlertName> = [
        .clusterUnreachable, .postgresNodeDown, .postgresNoPrimary, .postgresPrimaryUnreachable,
        .postgresReplicationLag, .postgresReplicationStalled, .postgresStandbyDisconnected,
        .mongoMajorityAtRisk, .mongoMajorityLost, .mongoMemberDown, .mongoMemberState, .mongoMemberUnreachable,
        .mongoNoPrimary,
    ]
}
