internal import ReplicationCore

extension MongoConditions {
    /// Whether members run different release series, or the feature compatibility version is not settled.
    static func versionMix(_ moment: MongoMoment) -> Answer {
        guard moment.isAnswered else { return .unknown("no member answers") }
        let wires = moment.members.compactMap { host in
            moment.wireVersion(of: host).map { (host: host, version: $0) }
        }
        let servers = moment.servers
        if Set(wires.map(\.version)).count > 1 {
            let list = wires.map { "\($0.host) \(described(moment, $0.host, $0.version))" }
            return .holds(
                "members run different release series: \(list.joined(separator: ", "))",
                evidence(moment, wires, servers))
        }
        if let problem = featureCompatibilityProblem(wires.map(\.version), servers) {
            return .holds(problem, evidence(moment, wires, servers))
        }
        if let unheard = moment.members.first(where: { moment.wireVersion(of: $0) == nil }) {
            return .unknown("\(unheard) has not shown its version")
        }
        return featureCompatibilitySilence(moment).map { .unknown($0) } ?? .clear
    }

    private static func described(_ moment: MongoMoment, _ host: String, _ wireVersion: Int32) -> String {
        let release =
            moment.version(of: host) ?? MongoRelease.series(ofWireVersion: wireVersion)
            ?? "wire version \(wireVersion)"
        return moment.reading(host) == nil ? "\(release) when it last answered" : release
    }

    private static func evidence(
        _ moment: MongoMoment, _ wires: [(host: String, version: Int32)],
        _ servers: [(host: String, server: MongoServerStatus)]
    ) -> [Evidence?] {
        wires.map { Evidence("version", of: $0.host, described(moment, $0.host, $0.version)) }
            + servers.flatMap { host, server in
                [
                    Evidence("feature_compatibility", of: host, optional: server.featureCompatibilityVersion),
                    Evidence("feature_compatibility_target", of: host, optional: server.featureCompatibilityTarget),
                ]
            }
    }

    // MARK: Feature compatibility version

    /// A version that replmon does not know leads to no conclusion.
    private static func featureCompatibilityProblem(
        _ wireVersions: [Int32], _ servers: [(host: String, server: MongoServerStatus)]
    ) -> String? {
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

    /// Why no member shows the feature compatibility version, when one should.
    private static func featureCompatibilitySilence(_ moment: MongoMoment) -> String? {
        let bearers = moment.members.filter { !moment.isArbiter($0) }.compactMap { moment.answering[$0] }
            .filter(\.isInSet)
        let silences = bearers.map { $0.serverSilence(privilege: "getParameter") }
        return silences.contains(nil) ? nil : silences.first ?? nil
    }
}

extension MongoMoment {
    /// The release by the member's own reply, else the series that its protocol belongs to; `nil` while it is silent.
    func version(of host: String) -> String? {
        guard let reading = reading(host) else { return nil }
        return reading.server?.version ?? MongoRelease.series(ofWireVersion: reading.hello.maxWireVersion)
    }

    /// By a member's latest reading, however old: a member that is down keeps its release.
    fileprivate func wireVersion(of host: String) -> Int32? {
        guard let reading = nodes[host]?.record.lastReading, reading.hello.maxWireVersion > 0 else { return nil }
        return reading.hello.maxWireVersion
    }

    /// The members that show their slower facts now, the primary, whose facts are the newest, first.
    fileprivate var servers: [(host: String, server: MongoServerStatus)] {
        members.compactMap { host in memberReading(host)?.server.map { (host, $0) } }
            .sorted { $0.0 == primary && $1.0 != primary }
    }
}
