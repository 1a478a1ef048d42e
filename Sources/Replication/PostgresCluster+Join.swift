extension PostgresCluster {
    /// Recognises the upstream behind a standby's WAL receiver, from both ends' fresh readings.
    ///
    /// In order of proof: the slot it uses and that slot's `active_pid`; the address it dialled; a WAL sender that
    /// names it; the declared upstream, when that has a WAL sender no one else claims. Slot names repeat from node to
    /// node, so another node's slot proves nothing while the node it dialled is not seen.
    func join(of downstream: String, at now: MonotonicInstant) -> PostgresNode.Join? {
        guard let seenAt = nodes[downstream]?.record.lastReadingAt,
            let reading = reading(downstream, at: now), let receiver = reading.standby?.walReceiver
        else { return nil }
        let candidates = declarations.map(\.name).filter {
            $0 != downstream && Self.sameSystem(self.reading($0, at: now), reading)
        }
        func join(_ upstream: String, _ sender: WALSender?) -> PostgresNode.Join {
            PostgresNode.Join(upstream: upstream, senderPID: sender?.pid, seenAt: seenAt)
        }
        let dialled = nodeDialled(by: receiver, among: candidates)
        if let (upstream, sender) = senderOfSlot(receiver.slotName, among: candidates, dialled: dialled, at: now) {
            return join(upstream, sender)
        }
        if let dialled {
            return join(
                dialled,
                senderNamed(downstream, at: dialled, now: now)
                    ?? soleUnclaimedSender(of: dialled, except: downstream, at: now))
        }
        let naming = candidates.compactMap { name in senderNamed(downstream, at: name, now: now).map { (name, $0) } }
        if naming.count == 1, let (upstream, sender) = naming.first { return join(upstream, sender) }
        guard let declared = nodes[downstream]?.declaration.upstream, candidates.contains(declared) else { return nil }
        return soleUnclaimedSender(of: declared, except: downstream, at: now).map { join(declared, $0) }
    }

    private func senderOfSlot(
        _ slotName: String?, among candidates: [String], dialled: String?, at now: MonotonicInstant
    ) -> (String, WALSender)? {
        guard let slotName, !slotName.isEmpty else { return nil }
        let matches = candidates.compactMap { name -> (String, WALSender)? in
            guard let reading = reading(name, at: now),
                let pid = reading.slots.first(where: { $0.name == slotName && $0.active })?.activePID,
                let sender = reading.walSenders.first(where: { $0.pid == pid })
            else { return nil }
            return (name, sender)
        }
        if let match = matches.first(where: { $0.0 == dialled }) { return match }
        guard matches.count == 1, dialled == nil || reading(dialled, at: now) != nil else { return nil }
        return matches.first
    }

    private func nodeDialled(by receiver: WALReceiver, among candidates: [String]) -> String? {
        guard let host = receiver.senderHost, let port = receiver.senderPort else { return nil }
        let address = PostgresNodeDeclaration.Address(host: host, port: port)
        let matches = candidates.filter { nodes[$0]?.declaration.addresses.contains(address) == true }
        return matches.count == 1 ? matches.first : nil
    }

    private func senderNamed(_ downstream: String, at upstream: String, now: MonotonicInstant) -> WALSender? {
        let senders = reading(upstream, at: now)?.walSenders.filter { $0.applicationName == downstream } ?? []
        return senders.count == 1 ? senders.first : nil
    }

    private func soleUnclaimedSender(
        of upstream: String, except downstream: String, at now: MonotonicInstant
    ) -> WALSender? {
        let free = unclaimedSenders(of: upstream, except: downstream, at: now)
        return free.count == 1 ? free.first : nil
    }

    /// WAL senders that may serve a standby and are not known to serve another one.
    func unclaimedSenders(of upstream: String, except downstream: String, at now: MonotonicInstant) -> [WALSender] {
        let claimed = nodes.filter { $0.key != downstream }.compactMap { $0.value.join }
            .filter { $0.upstream == upstream }.compactMap(\.senderPID)
        guard let reading = reading(upstream, at: now) else { return [] }
        let logical = reading.slots.filter { $0.type == "logical" }.compactMap(\.activePID)
        return reading.walSenders.filter {
            !claimed.contains($0.pid) && !logical.contains($0.pid) && $0.applicationName != "pg_receivewal"
                && ($0.state == "streaming" || $0.state == "catchup")
        }
    }

    /// The WAL sender that serves a standby now, if the upstream is seen and still has it.
    func sender(for downstream: String, at now: MonotonicInstant) -> WALSender? {
        guard let join = nodes[downstream]?.join, let reading = reading(join.upstream, at: now) else { return nil }
        return reading.walSenders.first { $0.pid == join.senderPID }
    }
}
