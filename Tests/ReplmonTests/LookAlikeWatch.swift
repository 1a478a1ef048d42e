import FoundationEssentials
import StatusAPI
import Testing

/// What was said of clusters that are well, while they were watched.
///
/// `REPLMON_LONG_TESTS=1` watches for two minutes under replmon's own cadence and rules; otherwise both are shortened
/// alike, so that a rule could fire in that time.
struct LookAlikeWatch {
    static let isLong = ProcessInfo.processInfo.environment["REPLMON_LONG_TESTS"] == "1"
    static let duration: Duration = isLong ? .seconds(120) : .seconds(14)
    static let pollInterval = isLong ? "5s" : "2s"

    private var found: [String: [String: String]] = [:]
    private var fired: [String: [String: String]] = [:]
    private var verdicts: [String: String] = [:]

    mutating func note(_ status: StatusDocument) {
        for cluster in status.clusters {
            verdicts[cluster.name] = cluster.verdict
            for finding in cluster.findings {
                let words = [finding.severity, finding.alert, finding.node].compactMap(\.self)
                found[cluster.name, default: [:]][words.joined(separator: " ")] = finding.summary
            }
        }
        // One that has fired is kept as resolved for longer than this takes.
        for alert in status.alerts where ["firing", "resolved"].contains(alert.state) {
            let words = [alert.severity, alert.name, alert.node].compactMap(\.self)
            fired[alert.cluster ?? "", default: [:]][words.joined(separator: " ")] = alert.summary
        }
    }

    /// Prints the cluster's line, and fails if an alert fired, or a finding was made of one in which nothing stops and
    /// nothing catches up.
    func expectSilence<Cluster>(about cluster: LookAlike<Cluster>, _ version: String) {
        let found = found[cluster.name, default: [:]]
        let told = cluster.changesRoles ? "warning PostgresRoleChanged" : nil
        let fired = fired[cluster.name, default: [:]].filter { alert in
            told.map { !alert.key.hasPrefix($0) } ?? true
        }
        print(
            "LOOK-ALIKE \(version) | \(cluster.name) | \(Self.duration) | "
                + "found \(found.count), fired \(fired.count)")
        #expect(fired.isEmpty, "\(cluster.name)")
        #expect(verdicts[cluster.name] == cluster.due, "\(cluster.name)")
        if cluster.stops || cluster.catchesUp {
            for (words, summary) in found.sorted(by: { $0.key < $1.key }) {
                print("PASSING \(version) | \(cluster.name) | \(words) | \(summary)")
            }
        } else {
            #expect(found.isEmpty, "\(cluster.name)")
        }
    }
}
