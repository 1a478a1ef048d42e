internal import ReplicationCore

extension PostgresMoment {
    /// That a standby or slot keeps vacuum back, by the node whose vacuum it is. Its own sessions and prepared
    /// transactions are not judged. <https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-CONFLICT>
    func xminHeld(_ name: String) -> Condition {
        func answer(
            _ truth: Condition.Truth, _ summary: @autoclosure () -> String,
            _ evidence: @autoclosure () -> [Evidence] = []
        ) -> Condition {
            Condition(
                .postgresXminHeld, node: name, truth: truth, summary: summary(), evidence: evidence(), blames: [name])
        }
        guard let reading = reading(name), let history = nodes[name]?.horizon else {
            let reason = staleReason(of: name)
            return answer(.unknown(reason), reason)
        }
        guard reading.primary != nil else { return answer(.clear, "\(name) takes its vacuum from its primary") }
        let isHidden = reading.walSenders.contains { $0.state == nil }
        guard let longest = history.holders.first else {
            let reason = "\(name) does not show what its standbys hold back"
            return isHidden
                ? answer(.unknown(blindSpot(of: name, reading) ?? reason), reason)
                : answer(.clear, "nothing holds back vacuum on \(name)")
        }
        let time = max(.zero, longest.since.duration(to: now))
        let blame = blame(for: longest, on: name)
        let summary =
            "\(longest.source) keeps back vacuum on \(name): \(longest.age) transactions old, unmoved for "
            + "\(HumanText.age(time))" + (blame.map { " (\($0))" } ?? "")
        let evidence = history.holders.prefix(5).enumerated().flatMap { index, holder in
            holderEvidence(holder, index: index, on: name)
        }
        return answer(
            isHidden ? .measuredAtLeast(time, "\(name) does not show all that holds back vacuum") : .measured(time),
            summary, evidence)
    }

    private func holderEvidence(_ holder: HorizonHistory.Holder, index: Int, on name: String) -> [Evidence] {
        let suffix = index == 0 ? "" : "_\(index + 1)"
        return [
            Evidence("held_by\(suffix)", holder.source.description),
            Evidence("age_transactions\(suffix)", "\(holder.age)"),
            Evidence("held_for_seconds\(suffix)", HumanText.seconds(max(.zero, holder.since.duration(to: now)))),
            Evidence("oldest_session\(suffix)", optional: blame(for: holder, on: name)),
        ].compactMap(\.self)
    }

    /// The session on the standby behind a holder, or on a standby further down that one passes it on for.
    private func blame(for holder: HorizonHistory.Holder, on name: String) -> String? {
        switch holder.source {
        case .walSender(_, let pid): blame(for: holder.snapshotXID, behind: pid, nil, on: name, depth: 0)
        case .slot(let slot, _), .catalogOfSlot(let slot, _):
            blame(
                for: holder.snapshotXID,
                behind: reading(name)?.slots.first { $0.name == slot }?.activePID, slot, on: name, depth: 0)
        }
    }

    private func blame(
        for snapshot: UInt32?, behind pid: Int32?, _ slot: String?, on upstream: String, depth: Int
    ) -> String? {
        guard depth < declarations.count,
            let standby = standby(behind: pid, slot, on: upstream), let reading = reading(standby)
        else { return nil }
        if let snapshot {
            let further: (pid: Int32?, slot: String?)? =
                reading.walSenders.first { $0.snapshotXID == snapshot }.map { ($0.pid, nil) }
                ?? reading.slots.first { $0.snapshotXID == snapshot }.map { ($0.activePID, $0.name) }
            if let further {
                return blame(
                    for: snapshot, behind: further.pid, further.slot, on: standby, depth: depth + 1)
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
