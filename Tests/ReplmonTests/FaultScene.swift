import ReplicationLab
import StatusAPI
import Testing

/// A healthy cluster under the eyes of a running daemon, a fault that is done to it, and all that is said meanwhile.
///
/// Nodes are called as the lab calls them, whatever the daemon does.
final class FaultScene<Cluster> {
    /// Of the servers.
    let version: String
    let cluster: Cluster
    let daemon: RunningDaemon
    /// What the daemon calls the nodes that it does not call as the lab does, by the lab's name.
    var addresses: [String: String]
    let lab: Lab
    private var fault = Fault()
    /// Every finding of every look since the fault, with what it first said.
    private var found: [Subject: String] = [:]
    /// Every alert of every look since the fault that fired.
    private var everFired: Set<Subject> = []
    /// For how long in all each finding has been critical since the fault, from look to look.
    private var criticalFor: [Subject: Duration] = [:]
    private var lastLook: (at: ContinuousClock.Instant, critical: Set<Subject>)?
    /// A critical finding turns the verdict at once: for no longer than this may one be shown that is not expected.
    private let tolerance = Duration.seconds(3)

    /// An alert and the node that it is about, as the daemon calls it.
    private struct Subject: Hashable {
        let alert: String
        let node: String?

        init(_ finding: StatusDocument.Finding) {
            (alert, node) = (finding.alert, finding.node)
        }

        init(_ alert: StatusDocument.AlertStatus) {
            (self.alert, node) = (alert.name, alert.node)
        }
    }

    private struct Fault {
        var name = ""
        var finding = ""
        var shown = Duration.zero
        var expected: Set<String> = []
    }

    /// Returns when the daemon has nothing to say against the cluster, and `followers` have a known lag.
    init(
        version: String, cluster: Cluster, daemon: RunningDaemon, in lab: Lab, followers: [String],
        addresses: [String: String] = [:]
    ) async throws {
        self.version = version
        self.cluster = cluster
        self.daemon = daemon
        self.lab = lab
        self.addresses = addresses
        let followers = followers.map { addresses[$0] ?? $0 }
        try await daemon.waitForStatus("a healthy cluster", within: .seconds(40)) { status in
            try status.verdict == "ok" && status.alerts.isEmpty && status.clusters.allSatisfy(\.findings.isEmpty)
                && followers.allSatisfy { try status.node($0).lagSeconds != nil }
        }
    }

    /// Ends everything.
    func end() {
        lab.end()
    }

    /// Does a fault and waits until it is found (with this severity, if given) and its alert fires, or is `muted` by that
    /// of a cause; `expected` are the other alerts that may rightly fire, each with its node.
    @discardableResult
    func fault(
        _ name: String, shows alert: String, on node: String?, severity: String? = nil, muted: Bool = false,
        also expected: [String] = [], within limit: Duration = .seconds(20),
        do work: @escaping @Sendable () throws -> Void
    ) async throws -> StatusDocument.Finding {
        let finding = [alert, node].compactMap(\.self).joined(separator: " ")
        let subject = node.map(address)
        begin(Fault(name: name, finding: finding, expected: Set(expected).union([finding])))
        fault.shown = try await time("\(finding) after \(name)", within: limit, after: work) { status in
            status.finding(alert, node: subject).map { severity == nil || $0.severity == severity } ?? false
        }
        let status = try await wait("\(finding) to fire") { status in
            status.has(alert, node: subject, in: muted ? "suppressed" : "firing")
                && status.finding(alert, node: subject) != nil
        }
        return try #require(status.finding(alert, node: subject))
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
            let isFound = status.clusters.flatMap(\.findings).contains { words(Subject($0)) == finding }
            let isActive = status.alerts.contains { words(Subject($0)) == finding && $0.state != "resolved" }
            return !isFound && !isActive
        }
        if !partly { try await wait("all to be well after \(fault.name)", within: limit) { $0.verdict == "ok" } }
        report(cleared: "\(cleared.rounded) s", sourceLocation)
    }

    /// Does what looks like a fault and is none, waits until it has `shown`, and looks on for some seconds; prints its
    /// line, and fails if an alert fired, or a finding stayed critical, that was not expected.
    func harmless(
        _ name: String, shown what: String, also expected: [String] = [], within limit: Duration = .seconds(20),
        for duration: Duration = .seconds(4), sourceLocation: SourceLocation = #_sourceLocation,
        do work: @escaping @Sendable () throws -> Void, until condition: (StatusDocument) throws -> Bool
    ) async throws {
        begin(Fault(name: name, finding: "no alert", expected: Set(expected)))
        fault.shown = try await time(what, within: limit, after: work, condition)
        try await watch(for: duration) { _ in }
        report(cleared: "never", sourceLocation)
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

    private func begin(_ fault: Fault) {
        self.fault = fault
        found = [:]
        everFired = []
        criticalFor = [:]
        lastLook = nil
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
        let findings = status.clusters.flatMap(\.findings)
        for finding in findings where found[Subject(finding)] == nil { found[Subject(finding)] = finding.summary }
        everFired.formUnion(status.alerts.filter { $0.state == "firing" }.map { Subject($0) })
        let now = ContinuousClock.now
        let critical = Set(findings.filter { $0.severity == "critical" }.map { Subject($0) })
        if let last = lastLook {
            for subject in last.critical.intersection(critical) {
                criticalFor[subject, default: .zero] += now - last.at
            }
        }
        lastLook = (now, critical)
    }

    private func report(cleared: String, _ location: SourceLocation) {
        let line = [
            "FAULT \(version)", fault.name, fault.finding, "shown \(fault.shown.rounded) s", "cleared \(cleared)",
        ]
        print(line.joined(separator: " | "))
        let unexpected = found.filter { !fault.expected.contains(words($0.key)) }
        let surplus = unexpected.filter { everFired.contains($0.key) }
        #expect(surplus.isEmpty, "said besides during \(fault.name)", sourceLocation: location)
        for (subject, summary) in unexpected where !everFired.contains(subject) {
            let critical = criticalFor[subject].map { "critical \($0.rounded) s" } ?? "never critical"
            print("PASSING \(version) | \(fault.name) | \(words(subject)) | \(critical) | \(summary)")
        }
        let lasting = criticalFor.filter { !fault.expected.contains(words($0.key)) && $0.value > tolerance }
        #expect(lasting.isEmpty, "critical besides during \(fault.name)", sourceLocation: location)
    }

    /// What the daemon calls a node.
    func address(_ node: String) -> String {
        addresses[node] ?? node
    }

    /// Every alert that fired in any look since the fault, with its node.
    var fired: Set<String> { Set(everFired.map(words)) }

    /// In the lab's words.
    private func words(_ subject: Subject) -> String {
        let node = subject.node.map { address in addresses.first { $0.value == address }?.key ?? address }
        return [subject.alert, node].compactMap(\.self).joined(separator: " ")
    }
}

extension Duration {
    /// Seconds with two digits, for people.
    var rounded: String {
        let hundredths = Int((self / .milliseconds(10)).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
