internal import ReplicationCore

extension PostgresMoment {
    /// That a node is not what the configuration declares, or follows what it should not.
    func topologyDrift(_ name: String) -> Condition {
        func answer(
            _ truth: Condition.Truth, _ summary: @autoclosure () -> String,
            _ evidence: @autoclosure () -> [Evidence] = []
        ) -> Condition {
            Condition(
                .postgresTopologyDrift, node: name, truth: truth, summary: summary(), evidence: evidence(),
                blames: [name])
        }
        guard let declaration = nodes[name]?.declaration, let reading = reading(name) else {
            let reason = staleReason(of: name)
            return answer(.unknown(reason), reason)
        }
        if let twin = doubles[name] {
            let text = "\(twin) and \(name) are the same server"
            return answer(.holds, text, [Evidence("same_server", text)])
        }
        var drifts = [systemDrift(of: name, reading)]
        if let standby = reading.standby {
            drifts += [
                upstreamDrift(of: name, declaration), strangerDrift(of: name, standby),
                timelineDrift(of: name, reading), delayDrift(of: name, declaration, reading),
                synchronousDrift(of: name, declaration),
            ]
        } else if let upstream = declaration.upstream,
            upstream != declared.root || self.reading(upstream)?.primary != nil
        {
            drifts.append(Evidence("role", "\(name) is a primary, declared to follow \(upstream)"))
        }
        let found = drifts.compactMap(\.self)
        return found.isEmpty
            ? answer(.clear, "\(name) is as declared")
            : answer(.holds, found.map(\.value).joined(separator: "; "), found)
    }

    /// By the WAL receiver, or, while there is none, by whom it is told to dial. One that is to follow the primary may
    /// follow any node that answers as one.
    private func upstreamDrift(of name: String, _ declaration: PostgresNodeDeclaration) -> Evidence? {
        guard let planned = declaration.upstream, planned != name else { return nil }
        let isConnected = reading(name)?.standby?.hasReceiver == true
        guard let real = isConnected ? upstream(of: name) : dialled(by: name) else { return nil }
        let meant = planned == declared.root ? presentPrimary(for: name) ?? planned : planned
        guard real != meant, planned != declared.root || reading(real)?.primary == nil else { return nil }
        return Evidence(
            "upstream",
            "\(name) \(isConnected ? "streams" : "is told to stream") from \(real), "
                + (meant == planned ? "declared \(planned)" : "the primary is \(meant)"))
    }

    /// Fed by a server that is none of ours: no node has the address it dialled, and none has a WAL sender for it. Only
    /// said of a WAL receiver that has lasted for some polls, in which every node was asked: senders are often seen through a
    /// relay, and one that has just connected is not seen upstream yet.
    private func strangerDrift(of name: String, _ standby: HeldStandby) -> Evidence? {
        guard let node = nodes[name], let receiver = standby.walReceiver, receiver.status == "streaming",
            node.join?.receiverPID != receiver.pid, let since = node.receiverSince,
            let readAt = node.record.lastReadingAt, since.duration(to: readAt) >= limits.reading
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

    /// A link may live and still lead nowhere: its upstream is on a timeline that the primary has left.
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
        let wrong = declared ? ["async"] : ["sync", "quorum"]
        guard wrong.contains(state) else { return nil }
        let upstream = nodes[name]?.join?.upstream ?? "its upstream"
        return Evidence(
            "sync_state", "\(name) is \(state) on \(upstream), declared \(declared ? "" : "not ")synchronous")
    }

    /// Another system than most nodes are; among two, than the one it follows.
    private func systemDrift(of name: String, _ reading: HeldReading) -> Evidence? {
        guard let mine = reading.systemIdentifier else { return nil }
        let all = declarations.compactMap { self.reading($0.name)?.systemIdentifier }
        guard all.contains(where: { $0 != mine }) else { return nil }
        let (usual, count) =
            Dictionary(grouping: all, by: \.self).mapValues(\.count)
            .max { ($0.value, $0.key) < ($1.value, $1.key) } ?? (mine, 0)
        let own = all.filter { $0 == mine }.count
        let followed = reading.standby == nil ? nil : self.reading(upstream(of: name))
        let isTie = count == own && followed?.systemIdentifier.map { $0 != mine } == true
        guard count > own || isTie else { return nil }
        return Evidence(
            "system_identifier",
            "\(name) is another system: \(mine), the others \(isTie ? followed?.systemIdentifier ?? usual : usual)")
    }
}
