internal import ReplicationCore

extension MongoMoment {
    /// Whether all members are of one release series, and the feature compatibility version is settled.
    var versionConditions: [Condition] {
        [versionMix]
    }

    private var versionMix: Condition {
        let wires = members.compactMap { host in wireVersion(of: host).map { (host: host, version: $0) } }
        let evidence = wires.map { Evidence("version", of: $0.host, described($0.host, $0.version)) }
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(
                .mongoVersionMix, truth: truth, summary: summary,
                evidence: evidence + featureCompatibilityEvidence)
        }
        guard isAnswered else { return answer(.unknown("no member answers"), "no member answers") }
        if Set(wires.map(\.version)).count > 1 {
            let list = wires.map { "\($0.host) \(described($0.host, $0.version))" }
            return answer(.holds, "members run different release series: \(list.joined(separator: ", "))")
        }
        if let problem = featureCompatibilityProblem(wires.map(\.version)) { return answer(.holds, problem) }
        if let unheard = members.first(where: { wireVersion(of: $0) == nil }) {
            return answer(.unknown("\(unheard) has not told its version"), "\(unheard) has not told its version")
        }
        if let reason = featureCompatibilitySilence { return answer(.unknown(reason), reason) }
        let series = wires.first.map { named($0.version) } ?? "?"
        return answer(.clear, "all members run \(series)")
    }

    /// By a member's last word, however old: a member that is down keeps its release.
    private func wireVersion(of host: String) -> Int32? {
        guard let reading = nodes[host]?.record.lastReading, reading.hello.maxWireVersion > 0 else {
            return nil
        }
        return reading.hello.maxWireVersion
    }

    private func named(_ wireVersion: Int32) -> String {
        MongoRelease.series(ofWireVersion: wireVersion) ?? "wire version \(wireVersion)"
    }

    private func described(_ host: String, _ wireVersion: Int32) -> String {
        let release = version(of: host) ?? named(wireVersion)
        return reading(host) == nil ? "\(release) when it last answered" : release
    }

    /// The release by the member's own word, else the series that its protocol belongs to; `nil` while it is silent.
    func version(of host: String) -> String? {
        guard let reading = reading(host) else { return nil }
        return reading.server?.version ?? MongoRelease.series(ofWireVersion: reading.hello.maxWireVersion)
    }

    // MARK: Feature compatibility version

    /// Members that tell it now; the primary's word is the newest.
    private var servers: [(host: String, server: MongoServerStatus)] {
        let primary = primary
        return members.compactMap { host in memberReading(host)?.server.map { (host, $0) } }
            .sorted { $0.0 == primary && $1.0 != primary }
    }

    private func featureCompatibilityProblem(_ wireVersions: [Int32]) -> String? {
        let servers = servers
        for (host, server) in servers {
            guard let target = server.featureCompatibilityTarget else { continue }
            return "\(host): the change of the feature compatibility version "
                + (server.featureCompatibilityVersion.map { "from \($0) " } ?? "") + "to \(target) has not ended"
        }
        guard let version = servers.lazy.compactMap(\.server.featureCompatibilityVersion).first,
            let oldest = wireVersions.min().flatMap(MongoRelease.series),
            MongoRelease.supports(version, series: oldest) == false
        else { return nil }
        return "the feature compatibility version \(version) does not suit \(oldest), which the oldest member runs"
    }

    private var featureCompatibilityEvidence: [Evidence] {
        servers.flatMap { host, server in
            [
                Evidence("feature_compatibility", of: host, optional: server.featureCompatibilityVersion),
                Evidence("feature_compatibility_target", of: host, optional: server.featureCompatibilityTarget),
            ].compactMap(\.self)
        }
    }

    /// Why no member tells the feature compatibility version, when one should have.
    private var featureCompatibilitySilence: String? {
        let bearers = members.filter { !isArbiter($0) && memberReading($0) != nil }
        let silences = bearers.map { serverSilence(of: $0, privilege: "getParameter") }
        return silences.contains(nil) ? nil : silences.first ?? nil
    }
}
