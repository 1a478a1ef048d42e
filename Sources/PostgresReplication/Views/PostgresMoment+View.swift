internal import ReplicationCore

extension PostgresMoment {
    /// The view of a judged moment.
    var view: ClusterView {
        let standbys = names.filter { isStandby($0) }
        let inOrder = standbys.compactMap { standbyMoment($0) }
        let byName = NodeTable(inOrder.lazy.map { ($0.name, $0) })
        let readiness = readiness(of: inOrder)
        return ClusterView(
            name: name, kind: .postgresql,
            nodes: declarations.map { nodeView($0.name, byName[$0.name], readiness: readiness[$0.name]) },
            links: inOrder.map(\.linkView),
            conditions: conditions(of: inOrder),
            firstRoundDone: declarations.allSatisfy { nodes[$0.name]?.record.latest != nil })
    }

    /// By its last reading, or before the first by the declaration.
    func isStandby(_ name: String) -> Bool {
        guard let reading = nodes[name]?.lastReading else { return nodes[name]?.declaration.upstream != nil }
        return !reading.isPrimary
    }

    private func nodeView(_ name: String, _ standby: StandbyMoment?, readiness: FailoverReadiness?) -> NodeView {
        let record = nodes[name]?.record ?? NodeRecord<HeldReading>()
        let reading = reading(name)
        let engine = PostgresNodeView(
            timeline: reading?.timeline ?? reading?.timelineProof?.timeline,
            rates: reading == nil ? nil : nodes[name]?.rateMeter.rates(at: now),
            trend: standby?.trend,
            readiness: readiness,
            slots: slotStates(on: name)?.map(\.view) ?? [])
        return NodeView(
            name: name,
            role: Self.role(reading),
            lastRole: nodes[name]?.lastReading.map(Self.role),
            reachable: reading != nil,
            observedAge: record.lastReadingAt?.duration(to: now),
            failure: record.failure,
            reach: record.reach,
            lag: standby?.lag,
            delay: standby == nil ? nil : applyDelay(of: name),
            upstream: standby?.link.upstream,
            version: nodes[name]?.lastReading.map { Self.version($0.serverVersion) },
            details: reading.map { details(of: name, $0) } ?? [],
            engine: .postgresql(engine))
    }

    private static func role(_ reading: HeldReading?) -> String {
        guard let reading else { return "unknown" }
        return reading.isPrimary ? "primary" : "standby"
    }

    /// 150018 → 15.18, as `server_version_num` is composed from version 10 on.
    private static func version(_ number: Int) -> String {
        "\(number / 10_000).\(number % 10_000)"
    }

    /// The facts of a reading, and how many standbys are not configured. These are no fault: a new node runs before it is
    /// added to the configuration.
    private func details(of name: String, _ reading: HeldReading) -> [Evidence] {
        let unclaimed = unclaimedSenders(of: name, except: nil).count
        guard unclaimed > 0 else { return reading.details }
        let unrecognised = names.count { nodes[$0]?.join?.upstream == name && sender(for: $0) == nil }
        let unconfigured = unclaimed - unrecognised
        return unconfigured > 0
            ? reading.details + [Evidence("unconfigured_standbys", "\(unconfigured)")] : reading.details
    }
}
