internal import ReplicationCore

extension PostgresMoment {
    /// Recognises the upstream behind a standby's WAL receiver, from both ends' fresh readings.
    ///
    /// In order of proof: the slot it uses and that slot's `active_pid`; the address it connects to; a WAL sender that
    /// names it; the declared upstream, when that has a WAL sender no one else can claim. Slot names repeat from node to
    /// node, so another node's slot proves nothing while the node it connects to is not seen. Where two WAL senders fit alike,
    /// none is taken.
    func join(of downstream: String) -> PostgresNode.Join? {
        guard let reading = reading(downstream), let receiver = reading.standby?.walReceiver else {
            return nil
        }
        let candidates = names.filter {
            $0 != downstream && Self.sameSystem(self.reading($0), reading)
                && duplicates[$0] == nil && !isSameServer($0, downstream)
        }
        func join(_ upstream: String, _ sender: WALSender?) -> PostgresNode.Join {
            PostgresNode.Join(upstream: upstream, senderPID: sender?.pid, receiverPID: receiver.pid)
        }
        let connected = nodeAtSender(of: receiver, among: candidates)
        if let (upstream, sender) = senderOfSlot(receiver.slotName, among: candidates, connected: connected) {
            return join(upstream, sender)
        }
        if let connected {
            return join(
                connected,
                senderNamed(downstream, for: receiver, at: connected)
                    ?? soleUnclaimedSender(of: connected, for: downstream, receiver))
        }
        let naming = candidates.compactMap { name in
            senderNamed(downstream, for: receiver, at: name).map { (name, $0) }
        }
        if naming.count == 1, let (upstream, sender) = naming.first { return join(upstream, sender) }
        guard let planned = nodes[downstream]?.declaration.upstream else { return nil }
        let meant = [planned == declared.root ? presentPrimary(for: downstream) : nil, planned].compactMap(\.self)
        for upstream in meant where candidates.contains(upstream) {
            if let sender = soleUnclaimedSender(of: upstream, for: downstream, receiver) {
                return join(upstream, sender)
            }
        }
        return nil
    }

    private func senderOfSlot(
        _ slotName: String?, among candidates: [String], connected: String?
    ) -> (String, WALSender)? {
        guard let slotName, !slotName.isEmpty else { return nil }
        let matches = candidates.compactMap { name -> (String, WALSender)? in
            guard let reading = reading(name),
                let pid = reading.slots.first(where: { $0.name == slotName && $0.active })?.activePID,
                let sender = reading.walSenders.first(where: { $0.pid == pid })
            else { return nil }
            return (name, sender)
        }
        if let match = matches.first(where: { $0.0 == connected }) { return match }
        guard matches.count == 1, connected == nil || reading(connected) != nil else { return nil }
        return matches.first
    }

    /// The node at the `sender_host` and `sender_port` of a WAL receiver.
    private func nodeAtSender(of receiver: WALReceiver, among candidates: [String]) -> String? {
        guard let host = receiver.senderHost, let port = receiver.senderPort else { return nil }
        let address = PostgresNodeDeclaration.Address(host: host, port: port)
        let matches = candidates.filter { nodes[$0]?.declaration.addresses.contains(address) == true }
        return matches.count == 1 ? matches.first : nil
    }

    /// The one WAL sender that bears a standby's name and may be its other end.
    private func senderNamed(_ downstream: String, for receiver: WALReceiver, at upstream: String) -> WALSender? {
        guard let reading = reading(upstream) else { return nil }
        let senders = reading.walSenders.filter {
            $0.applicationName == downstream && reading.mayServe($0, receiver)
                && [.standby, .unknown].contains(reading.value.kind(of: $0))
        }
        return senders.count == 1 ? senders.first : nil
    }

    /// The only WAL sender that is left, if no other standby may own it just as well.
    private func soleUnclaimedSender(
        of upstream: String, for downstream: String, _ receiver: WALReceiver
    ) -> WALSender? {
        guard let reading = reading(upstream) else { return nil }
        let free = unclaimedSenders(of: upstream, except: downstream).filter { reading.mayServe($0, receiver) }
        guard free.count == 1, let sender = free.first else { return nil }
        let isRivalled = names.contains { rival in
            rival != downstream && mayOwn(sender, of: upstream, rival)
        }
        return isRivalled ? nil : sender
    }

    /// Whether a standby without a known WAL sender may be the one that this one serves, as last seen of it; one that was
    /// never seen may be.
    private func mayOwn(_ sender: WALSender, of upstream: String, _ name: String) -> Bool {
        guard name != upstream, let reading = reading(upstream), let node = nodes[name] else { return false }
        if let seen = node.lastReading {
            guard let receiver = seen.standby?.walReceiver, reading.mayServe(sender, receiver) else { return false }
        }
        if let join = node.join, join.upstream == upstream,
            reading.walSenders.contains(where: { $0.pid == join.senderPID })
        {
            return false
        }
        return self.upstream(of: name).map { $0 == upstream } ?? true
    }

    /// WAL senders that may serve a standby and are not known to serve another one.
    func unclaimedSenders(of upstream: String, except downstream: String?) -> [WALSender] {
        guard let reading = reading(upstream), !reading.walSenders.isEmpty else { return [] }
        let claimed = names.compactMap { name -> Int32? in
            guard name != downstream, let join = nodes[name]?.join, join.upstream == upstream else { return nil }
            return join.senderPID
        }
        return zip(reading.walSenders, reading.senderKinds).compactMap { sender, kind in
            kind == .standby && !claimed.contains(sender.pid) ? sender : nil
        }
    }

    /// The end of what a standby has, by the furthest position in both ends' readings: its own, and those it has
    /// confirmed to its WAL sender. `nil` while it does not answer.
    func received(by standby: String) -> LSN? {
        guard let own = reading(standby)?.standby else { return nil }
        return [own.receivedPosition, sender(for: standby)?.confirmedLSN].compactMap(\.self).max()
    }

    /// The WAL sender that serves a standby now, if the upstream is seen and still has it.
    func sender(for downstream: String) -> WALSender? {
        guard let join = nodes[downstream]?.join, let reading = reading(join.upstream) else { return nil }
        return reading.walSenders.first { $0.pid == join.senderPID }
    }
}
