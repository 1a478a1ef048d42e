internal import ReplicationCore

extension MongoReplicaSet {
    /// Whether all members are of one release series, and the feature compatibility version is settled.
    func versionConditions(at now: MonotonicInstant) -> [Condition] {
        [versionMix(at: now)]
    }

    private func versionMix(at now: MonotonicInstant) -> Condition {
        let wires = members.compactMap { host in wireVersion(of: host).map { (host: host, version: $0) } }
        let evidence = wires.map { Evidence("version_\($0.host)", described($0.host, $0.version, at: now)) }
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            Condition(
                .mongoVersionMix, truth: truth, summary: summary,
                evidence: evidence + featureCompatibilityEvidence(at: now))
        }
        guard isAnswered(at: now) else { return answer(.unknown("no member answers"), "no member answers") }
        if Set(wires.map(\.version)).count > 1 {
            let list = wires.map { "\($0.host) \(described($0.host, $0.version, at: now))" }
            return answer(.holds, "members run different release series: \(list.joined(separator: ", "))")
        }
        if let problem = featureCompatibilityProblem(wires.map(\.version), at: now) { return answer(.holds, problem) }
        if let unheard = members.first(where: { wireVersion(of: $0) == nil }) {
            return answer(.unknown("\(unheard) has not told its version"), "\(unheard) has not told its version")
        }
        if let reason = featureCompatibilitySilence(at: now) { return answer(.unknown(reason), reason) }
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

    private func described(_ host: String, _ wireVersion: Int32, at now: MonotonicInstant) -> String {
        let release = version(of: host, at: now) ?? named(wireVersion)
        return reading(host, at: now) == nil ? "\(release) when it last answered" : release
    }

    /// The release by the member's own word, else the series that its protocol belongs to; `nil` while it is silent.
    func version(of host: String, at now: MonotonicInstant) -> String? {
        guard let reading = reading(host, at: now) else { return nil }
        return reading.server?.version ?? MongoRelease.series(ofWireVersion: reading.hello.maxWireVersion)
    }

    // MARK: Feature compatibility version

    /// Members that tell it now; the primary's word is the newest.
    private func servers(at now: MonotonicInstant) -> [(host: String, server: MongoServerStatus)] {
        let primary = primary(at: now)
        return members.compactMap { host in memberReading(host, at: now)?.server.map { (host, $0) } }
            .sorted { $0.0 == primary && $1.0 != primary }
    }

    private func featureCompatibilityProblem(_ wireVersions: [Int32], at now: MonotonicInstant) -> String? {
        let servers = servers(at: now)
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

    private func featureCompatibilityEvidence(at now: MonotonicInstant) -> [Evidence] {
        servers(at: now).flatMap { host, server in
            [
                Evidence("feature_compatibility_\(host)", optional: server.featureCompatibilityVersion),
                Evidence("feature_compatibility_target_\(host)", optional: server.featureCompatibilityTarget),
            ].compactMap(\.self)
        }
    }

    /// Why no member tells the feature compatibility version, when one should have.
    private func featureCompatibilitySilence(at now: MonotonicInstant) -> String? {
        let bearers = members.filter { !isArbiter($0, at: now) && memberReading($0, at: now) != nil }
        let silences = bearers.map { serverSilence(of: $0, privilege: "getParameter", at: now) }
        return silences.contains(nil) ? nil : silences.first ?? nil
    }
}
