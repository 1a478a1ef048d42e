internal import ReplicationCore

extension PostgresMoment {
    /// Whether a node is not as the configuration declares it, or follows a node that it should not follow.
    func topologyDrift(_ node: AnsweringNode) -> Answer {
        let (name, declaration) = (node.name, node.history.declaration)
        if let other = duplicates[name] {
            let text = "\(other) and \(name) are the same server"
            return .holds(text, [Evidence("same_server", text)])
        }
        var drifts = [systemDrift(node)]
        if let standby = node.reading.standby {
            drifts += [
                upstreamDrift(of: name, declaration), unconfiguredUpstreamDrift(node, standby),
                timelineDrift(of: name, node.reading), delayDrift(of: name, declaration, node.reading),
                synchronousDrift(of: name, declaration),
            ]
        } else if let upstream = declaration.upstream,
            upstream != declared.root || reading(upstream)?.primary != nil
        {
            drifts.append(Evidence("role", "\(name) is a primary, declared to follow \(upstream)"))
        }
        let found = drifts.compactMap(\.self)
        return found.isEmpty ? .clear : .holds(found.map(\.value).joined(separator: "; "), found)
    }

    /// By the WAL receiver, or, while there is none, by `primary_conninfo`. A node declared to follow the primary may follow any
    /// node that answers as one.
    private func upstreamDrift(of name: String, _ declaration: PostgresNodeDeclaration) -> Evidence? {
        guard let planned = declaration.upstream, planned != name else { return nil }
        let isConnected = reading(name)?.standby?.hasReceiver == true
        guard let real = isConnected ? upstream(of: name) : conninfoUpstream(of: name) else { return nil }
        let meant = planned == declared.root ? presentPrimary(for: name) ?? planned : planned
        guard real != meant, planned != declared.root || reading(real)?.primary == nil else { return nil }
        return Evidence(
            "upstream",
            "\(name) \(isConnected ? "streams" : "is configured to stream") from \(real), "
                + (meant == planned ? "declared \(planned)" : "the primary is \(meant)"))
    }

    /// Fed by a server that is none of the configured nodes: no node has the address it connects to, and none has a WAL sender
    /// for it. Reported only of a WAL receiver that has lasted for some polls, in which every node was polled: senders are often
    /// seen through a relay, and one that has just connected is not seen upstream yet.
    private func unconfiguredUpstreamDrift(_ node: AnsweringNode, _ standby: HeldStandby) -> Evidence? {
        let (name, history) = (node.name, node.history)
        guard let receiver = standby.walReceiver, receiver.status == .streaming,
            history.join?.receiverPID != receiver.pid, let since = history.receiverSince,
            let readAt = history.record.lastReadingAt, since.duration(to: readAt) >= limits.reading
        else { return nil }
        let others = names.filter { $0 != name }
        for other in others {
            guard let reading = reading(other), let asked = nodes[other]?.answeredPollStart, asked >= since,
                !reading.senderKinds.contains(.unknown),
                !unclaimedSenders(of: other, except: name).contains(where: { reading.mayServe($0, receiver) })
            else { return nil }
        }
        let address = receiver.senderHost.map { host in host + (receiver.senderPort.map { ":\($0)" } ?? "") }
        return Evidence(
            "fed_by", "\(name) streams from \(address ?? "a server") that is none of this cluster's nodes")
    }

    /// A link may be live and its upstream be on a timeline that the primary has left.
    private func timelineDrift(of name: String, _ reading: HeldReading) -> Evidence? {
        guard reading.standby?.hasReceiver == true, let timeline = reading.timeline,
            let primary = primary(for: reading), let latest = self.timeline(of: primary),
            timeline < latest
        else { return nil }
        let source = upstream(of: name) ?? "its upstream"
        let writers = writers
        if writers.contains(source) {
            let count = writers.count == 2 ? "two" : "\(writers.count)"
            return Evidence("timeline", "\(name) follows \(source), one of \(count) primaries")
        }
        return Evidence(
            "timeline",
            "\(name) follows \(source) on timeline \(timeline), the primary \(primary) is on timeline \(latest)")
    }

    private func delayDrift(
        of name: String, _ declaration: PostgresNodeDeclaration, _ reading: HeldReading
    ) -> Evidence? {
        guard let declared = declaration.applyDelay, let applied = reading.settings.recoveryMinApplyDelay,
            declared != applied
        else { return nil }
        return Evidence(
            "apply_delay_seconds",
            "\(name) applies \(HumanText.age(applied)) late, declared \(HumanText.age(declared))")
    }

    private func synchronousDrift(of name: String, _ declaration: PostgresNodeDeclaration) -> Evidence? {
        guard let declared = declaration.synchronous, let state = sender(for: name)?.syncState else {
            return nil
        }
        guard declared ? state == .async : state.isSynchronous else { return nil }
        let upstream = nodes[name]?.join?.upstream ?? "its upstream"
        return Evidence(
            "sync_state", "\(name) is \(state) on \(upstream), declared \(declared ? "" : "not ")synchronous")
    }

    /// Another system than most nodes are; among two, than the one it follows.
    private func systemDrift(_ node: AnsweringNode) -> Evidence? {
        let (name, reading) = (node.name, node.reading)
        guard let own = reading.systemIdentifier else { return nil }
        let all = declarations.compactMap { self.reading($0.name)?.systemIdentifier }
        guard all.contains(where: { $0 != own }) else { return nil }
        let (usual, count) =
            Dictionary(grouping: all, by: \.self).mapValues(\.count)
            .max { ($0.value, $0.key) < ($1.value, $1.key) } ?? (own, 0)
        let alike = all.filter { $0 == own }.count
        let followed = reading.standby == nil ? nil : self.reading(upstream(of: name))
        let isTie = count == alike && followed?.systemIdentifier.map { $0 != own } == true
        guard count > alike || isTie else { return nil }
        return Evidence(
            "system_identifier",
            "\(name) is another system: \(own), the others \(isTie ? followed?.systemIdentifier ?? usual : usual)")
    }
}
