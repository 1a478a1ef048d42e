internal import ReplicationCore

extension PostgresMoment {
    /// How many slots of one node are judged: the worst ones, when a server has more.
    static let judgedSlots = SlotHistory.capacity

    /// For how long a standby that is down or not connected explains its unused slot: then the WAL it holds back is the
    /// graver matter.
    private static let explicable = Duration.seconds(3600)

    /// What is said of each slot on a node: inactive, at risk, lost. Each slot is a subject of its own: one that is lost
    /// must not hide the next.
    func slotConditions(_ name: String) -> [Condition] {
        guard let states = slotStates(on: name) else {
            let reason = staleReason(of: name)
            return (nodes[name]?.slots.entries ?? [:]).filter { $0.value.goneSince == nil }.keys.sorted()
                .flatMap { Self.unknown(slot: $0, on: name, reason) }
        }
        let silent = silentAskers(of: name).compactMap { standby in
            slotAsked(by: standby).map {
                Self.unknown(slot: $0, on: name, "\(standby), whose slot on \(name) was lost, does not answer")
            }
        }
        let judged = states.count > Self.judgedSlots ? Array(Self.worstFirst(states).prefix(Self.judgedSlots)) : states
        return judged.flatMap { state in
            [
                slotInactive(name, state), slotAtRisk(name, state), slotLost(name, state),
            ]
        } + silent.joined()
    }

    /// The slots on a node, lost ones included; none while it does not answer.
    func slotViews(of name: String) -> [SlotView] {
        slotStates(on: name)?.map(\.view) ?? []
    }

    private static func unknown(slot: String, on name: String, _ reason: String) -> [Condition] {
        [.postgresSlotInactive, .postgresSlotAtRisk, .postgresSlotLost].map {
            Condition(
                $0, node: name, slot: slot, truth: .unknown(reason),
                summary: "slot \(slot) on \(name) not known: \(reason)", blames: [name])
        }
    }

    private static func worstFirst(_ states: [SlotState]) -> [SlotState] {
        func rank(_ state: SlotState) -> Int {
            state.lossReason != nil ? 0 : state.unusedFor != nil ? 1 : 2
        }
        return states.sorted { (rank($0), $0.slot.name) < (rank($1), $1.slot.name) }
    }

    private func slotInactive(_ name: String, _ state: SlotState) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: @autoclosure () -> String, blames: [String] = []) -> Condition
        {
            Condition(
                .postgresSlotInactive, node: name, slot: state.slot.name, truth: truth, summary: summary(),
                evidence: Self.facts(state), blames: [name] + blames)
        }
        guard let time = state.unusedFor else {
            return answer(.clear, "slot \(state.slot.name) on \(name) is not left unused")
        }
        return answer(
            .measured(time),
            "slot \(state.slot.name) on \(name) has been unused for \(HumanText.age(time))" + Self.holding(state),
            blames: time < Self.explicable ? [state.standby].compactMap(\.self) : [])
    }

    private func slotAtRisk(_ name: String, _ state: SlotState) -> Condition {
        let slot = state.slot.name
        func answer(
            _ truth: Condition.Truth, _ summary: @autoclosure () -> String,
            _ evidence: @autoclosure () -> [Evidence] = []
        ) -> Condition {
            Condition(
                .postgresSlotAtRisk, node: name, slot: slot, truth: truth, summary: summary(),
                evidence: Self.facts(state) + evidence(), blames: [name])
        }
        guard let limit = reading(name)?.settings.maxSlotWALKeepBytes else {
            return answer(
                .clear, "slot \(slot) on \(name) has no limit set: only the disk, which replmon does not see, limits it"
            )
        }
        func limits() -> [Evidence] {
            [Evidence("max_slot_wal_keep_bytes", "\(limit)")] + rateEvidence(name)
        }
        switch state.timeToLoss {
        case .unknown(let reason):
            return answer(
                .unknown("slot \(slot) of \(name): \(reason)"), "slot \(slot) of \(name): \(reason)", limits())
        case .known(nil):
            return answer(.clear, "slot \(slot) on \(name) is not on the way to its limit", limits())
        case .known(let time?):
            let fate =
                time > .zero
                ? "is lost in \(HumanText.age(time)) at the present rate of writing" : "may be lost at any moment"
            return answer(.measured(time), "slot \(slot) on \(name) \(fate)" + Self.holding(state), limits())
        }
    }

    private func slotLost(_ name: String, _ state: SlotState) -> Condition {
        func answer(
            _ truth: Condition.Truth, _ summary: @autoclosure () -> String,
            _ evidence: @autoclosure () -> [Evidence] = []
        ) -> Condition {
            Condition(
                .postgresSlotLost, node: name, slot: state.slot.name, truth: truth, summary: summary(),
                evidence: evidence(), blames: [name])
        }
        guard let reason = state.lossReason else {
            return answer(.clear, "slot \(state.slot.name) on \(name) is usable")
        }
        let held = state.held.map { held in
            [
                Evidence("last_restart_lsn", held.restartLSN.description),
                Evidence("last_usable_seconds_ago", HumanText.seconds(held.at.duration(to: now))),
            ]
        }
        return answer(
            .holds,
            "slot \(state.slot.name) on \(name) is lost: \(reason)"
                + (state.standby.map { "; \($0) asks for it" } ?? ""),
            Self.facts(state) + [Evidence("reason", reason)] + (held ?? []))
    }

    // MARK: In words

    private static func facts(_ state: SlotState) -> [Evidence] {
        let slot = state.slot
        return [
            Evidence("slot", slot.name), Evidence("type", slot.type),
            Evidence("wal_status", optional: slot.walStatus),
            Evidence("used_by", optional: state.standby),
            Evidence("unused_for_seconds", optional: state.unusedFor.map(HumanText.seconds)),
            Evidence("retained_bytes", optional: state.retainedBytes),
            Evidence("safe_bytes", optional: slot.safeWALSize),
            Evidence("seconds_to_loss", optional: (state.timeToLoss.value ?? nil).map(HumanText.seconds)),
            Evidence("xmin_age_transactions", optional: slot.snapshotAge),
            Evidence("catalog_xmin_age_transactions", optional: slot.catalogSnapshotAge),
        ].compactMap(\.self)
    }

    private static func holding(_ state: SlotState) -> String {
        let bytes = state.retainedBytes.map { ", holds back \(HumanText.size(bytes: $0)) of WAL" } ?? ""
        let age = [state.slot.snapshotAge, state.slot.catalogSnapshotAge].compactMap(\.self).max()
        return bytes + (age.map { ", keeps rows of \($0) transactions" } ?? "")
            + (state.standby.map { ", for \($0)" } ?? "")
    }
}
