import Exposition
import ReplicationLab
import Testing

/// A healthy cluster under the eyes of a running daemon, a fault that is done to it, and all that is said meanwhile.
final class FaultScene {
    let version: Int
    let cluster: PostgresCluster
    let daemon: RunningDaemon
    private let lab: Lab
    private var fault = Fault()
    /// Every finding of every look since the fault, by alert and node, with what it first said.
    private var found: [String: String] = [:]
    /// Every alert of every look since the fault that fired, in the same words.
    private(set) var fired: Set<String> = []
    /// For how long in all each finding has been critical since the fault, from look to look.
    private var criticalFor: [String: Duration] = [:]
    private var lastLook: (at: ContinuousClock.Instant, critical: Set<String>)?
    /// A critical finding turns the verdict at once: for no longer than this may one be shown that is not expected.
    private static let tolerance = Duration.seconds(3)

    private struct Fault {
        var name = ""
        var finding = ""
        var shown = Duration.zero
        var expected: Set<String> = []
    }

    /// How a scene differs from a primary with one standby that takes writes all the time.
    struct Setting {
        var nodes = PostgresNodePlan.group(standbys: 1)
        var user = "user=replmon"
        /// Thresholds to use instead of the catalogue's, by alert.
        var thresholds: [String: String] = [:]
        var monitorThroughRelay = false
        var authentication = PostgresAuthentication.trust
        var load = true
        /// What is done to the cluster before the daemon starts.
        var prepare: (PostgresCluster) throws -> Void = { _ in }
    }

    /// Returns when the daemon has nothing to say against the cluster.
    init(_ version: Int, _ setting: Setting = Setting()) async throws {
        self.version = version
        lab = try Lab()
        cluster = try PostgresCluster(
            in: lab, version: version, nodes: setting.nodes, monitorThroughRelay: setting.monitorThroughRelay,
            authentication: setting.authentication)
        try setting.prepare(cluster)
        if setting.load { _ = try cluster.startLoad() }
        let entry = ClusterEntry.postgresql(
            "orders", cluster.nodes, user: setting.user, alerts: ClusterEntry.impatient(setting.thresholds))
        daemon = try RunningDaemon(DaemonConfiguration(clusters: [entry]), in: lab)
        let standbys = setting.nodes.filter { $0.upstream != nil }.map(\.name)
        try await daemon.waitForStatus("a healthy cluster", within: .seconds(40)) { status in
            try status.verdict == "ok" && status.alerts.isEmpty && status.clusters.allSatisfy(\.findings.isEmpty)
                && standbys.allSatisfy { try status.node($0).lagSeconds != nil }
        }
    }

    /// Ends everything.
    func end() {
        lab.end()
    }

    /// Does a fault and waits until it is found (with this severity, if given) and its alert fires; `expected` are the
    /// other alerts that may rightly fire, each with its node.
    @discardableResult
    func fault(
        _ name: String, shows alert: String, on node: String?, severity: String? = nil, also expected: [String] = [],
        within limit: Duration = .seconds(20), do work: @escaping @Sendable () throws -> Void
    ) async throws -> StatusDocument.Finding {
        found = [:]
        fired = []
        criticalFor = [:]
        lastLook = nil
        let finding = Self.words(alert, node)
        fault = Fault(name: name, finding: finding, expected: Set(expected).union([finding]))
        fault.shown = try await time("\(finding) after \(name)", within: limit, after: work) { status in
            status.finding(alert, node: node).map { severity == nil || $0.severity == severity } ?? false
        }
        let status = try await wait("\(finding) to fire") { status in
            status.has(alert, node: node, in: "firing") && status.finding(alert, node: node) != nil
        }
        return try #require(status.finding(alert, node: node))
    }

    /// Undoes the fault and waits until its finding is gone, its alert is resolved and, unless `partly`, all is well;
    /// prints the fault's line, and fails if an alert fired, or a finding stayed critical, that was not expected. What
    /// was only found in passing, while servers start and stop, is printed.
    func heal(
        partly: Bool = false, within limit: Duration = .seconds(30), sourceLocation: SourceLocation = #_sourceLocation,
        do work: @escaping @Sendable () throws -> Void
    ) async throws {
        let finding = fault.finding
        let cleared = try await time("\(finding) to go", within: limit, after: work) { status in
            let isFound = status.clusters.flatMap(\.findings).contains { Self.words($0.alert, $0.node) == finding }
            let isActive = status.alerts.contains { Self.words($0.name, $0.node) == finding && $0.state != "resolved" }
            return !isFound && !isActive
        }
        if !partly { try await wait("all to be well after \(fault.name)", within: limit) { $0.verdict == "ok" } }
        report(cleared: "\(cleared.rounded) s", sourceLocation)
    }

    /// For a fault whose finding stays by design: prints its line, and fails if anything unexpected was said.
    func leave(why: String, sourceLocation: SourceLocation = #_sourceLocation) {
        report(cleared: why, sourceLocation)
    }

    /// Waits for a status that meets `condition`, and remembers what was found in each.
    @discardableResult
    func wait(
        _ what: String, within limit: Duration = .seconds(20), _ condition: (StatusDocument) throws -> Bool
    ) async throws -> StatusDocument {
        try await daemon.waitForStatus(what, within: limit) { status in
            note(status)
            return try condition(status)
        }
    }

    /// Looks at the status ten times a second for a while, and remembers what was found.
    func watch(for duration: Duration, _ look: (StatusDocument) throws -> Void) async throws {
        try await daemon.watch(for: duration) { status in
            note(status)
            try look(status)
        }
    }

    private func time(
        _ what: String, within limit: Duration, after work: @escaping @Sendable () throws -> Void,
        _ condition: (StatusDocument) throws -> Bool
    ) async throws -> Duration {
        try await daemon.time(until: what, within: limit, after: work) { status in
            note(status)
            return try condition(status)
        }
    }

    private func note(_ status: StatusDocument) {
        for finding in status.clusters.flatMap(\.findings) {
            let words = Self.words(finding.alert, finding.node)
            found[words] = found[words] ?? finding.summary
        }
        fired.formUnion(status.alerts.filter { $0.state == "firing" }.map { Self.words($0.name, $0.node) })
        let now = ContinuousClock.now
        let critical = status.clusters.flatMap(\.findings).filter { $0.severity == "critical" }
            .map { Self.words($0.alert, $0.node) }
        if let last = lastLook {
            for words in last.critical.intersection(critical) { criticalFor[words, default: .zero] += now - last.at }
        }
        lastLook = (now, Set(critical))
    }

    private func report(cleared: String, _ location: SourceLocation) {
        let line = [
            "FAULT \(version)", fault.name, fault.finding, "shown \(fault.shown.rounded) s", "cleared \(cleared)",
        ]
        print(line.joined(separator: " | "))
        let unexpected = found.filter { !fault.expected.contains($0.key) }
        let surplus = unexpected.filter { fired.contains($0.key) }
        #expect(surplus.isEmpty, "said besides during \(fault.name)", sourceLocation: location)
        for (words, summary) in unexpected where !fired.contains(words) {
            let critical = criticalFor[words].map { "critical \($0.rounded) s" } ?? "never critical"
            print("PASSING \(version) | \(fault.name) | \(words) | \(critical) | \(summary)")
        }
        let lasting = criticalFor.filter { !fault.expected.contains($0.key) && $0.value > Self.tolerance }
        #expect(lasting.isEmpty, "critical besides during \(fault.name)", sourceLocation: location)
    }

    private static func words(_ alert: String, _ node: String?) -> String {
        [alert, node].compactMap(\.self).joined(separator: " ")
    }
}

extension Duration {
    /// Seconds with two digits, for people.
    fileprivate var rounded: String {
        let hundredths = Int((self / .milliseconds(10)).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
