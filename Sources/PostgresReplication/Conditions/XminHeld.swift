internal import ReplicationCore

extension PostgresMoment {
    /// For how long a standby or a slot has held back vacuum on a node, by the primary whose vacuum it is. The primary's own
    /// sessions and prepared transactions are not judged.
    /// <https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-CONFLICT>
    func xminHeld(_ node: AnsweringNode) -> Answer {
        guard node.reading.isPrimary else { return .clear }
        let (name, holders) = (node.name, node.history.horizon.holders)
        let isHidden = node.reading.walSenders.contains { $0.state == nil }
        guard let longest = holders.first else {
            guard isHidden else { return .clear }
            let reason = "\(name) does not show what its standbys hold back"
            return .unknown(node.blindSpot ?? reason, summary: reason)
        }
        let time = max(.zero, longest.since.duration(to: now))
        let session = session(behind: longest, on: name)
        let summary =
            "\(longest.source) keeps back vacuum on \(name): \(longest.age) transactions old, unmoved for "
            + "\(HumanText.age(time))" + (session.map { " (\($0))" } ?? "")
        let evidence = holders.prefix(5).enumerated().flatMap { index, holder in
            holderEvidence(holder, index: index, on: name)
        }
        return isHidden
            ? .measuredAtLeast(time, "\(name) does not show all that holds back vacuum", summary, evidence)
            : .measured(time, summary, evidence)
    }

    private func holderEvidence(_ holder: HorizonHistory.Holder, index: Int, on name: String) -> [Evidence] {
        let suffix = index == 0 ? "" : "_\(index + 1)"
        return [
            Evidence("held_by\(suffix)", holder.source.description),
            Evidence("age_transactions\(suffix)", "\(holder.age)"),
            Evidence("held_for_seconds\(suffix)", HumanText.seconds(max(.zero, holder.since.duration(to: now)))),
            Evidence("oldest_session\(suffix)", optional: session(behind: holder, on: name)),
        ].compactMap(\.self)
    }

    /// The session on the standby behind a holder, or on a standby further down, whose snapshot that one passes on.
    private func session(behind holder: HorizonHistory.Holder, on name: String) -> String? {
        switch holder.source {
        case .walSender(_, let pid): session(holding: holder.snapshotXID, behind: pid, nil, on: name, depth: 0)
        case .slot(let slot, _), .catalogOfSlot(let slot, _):
            session(
                holding: holder.snapshotXID,
                behind: reading(name)?.slots.first { $0.name == slot }?.activePID, slot, on: name, depth: 0)
        }
    }

    private func session(
        holding snapshot: UInt32?, behind pid: Int32?, _ slot: String?, on upstream: String, depth: Int
    ) -> String? {
        guard depth < declarations.count,
            let standby = standby(behind: pid, slot, on: upstream), let reading = reading(standby)
        else { return nil }
        if let snapshot {
            let further: (pid: Int32?, slot: String?)? =
                reading.walSenders.first { $0.snapshotXID == snapshot }.map { ($0.pid, nil) }
                ?? reading.slots.first { $0.snapshotXID == snapshot }.map { ($0.activePID, $0.name) }
            if let further {
                return session(
                    holding: snapshot, behind: further.pid, further.slot, on: standby, depth: depth + 1)
                    ?? "passed on by \(standby)"
            }
        }
        return reading.standby?.oldestSnapshot.map { "\($0.session) on \(standby), \($0.age) transactions old" }
    }

    private func standby(behind pid: Int32?, _ slot: String?, on upstream: String) -> String? {
        names.first { name in
            guard let node = nodes[name], node.join?.upstream == upstream else { return false }
            if let pid { return node.join?.senderPID == pid }
            guard let slot else { return false }
            let reading = node.lastReading
            return reading?.standby?.walReceiver?.slotName == slot || reading?.inventory?.primarySlotName == slot
        }
    }
}

extension HorizonHistory.Holder.Source: CustomStringConvertible {
    /// `slot db_b (inactive)`, `standby db-b (WAL sender 500)`.
    var description: String {
        switch self {
        case .walSender(let applicationName, let pid): "standby \(applicationName) (WAL sender \(pid))"
        case .slot(let name, let isActive): "slot \(name)" + (isActive ? "" : " (inactive)")
        case .catalogOfSlot(let name, let isActive): "slot \(name)" + (isActive ? " (catalog)" : " (catalog, inactive)")
        }
    }
}
