internal import ReplicationCore

extension PostgresMoment {
    /// The time until a slot may be lost at the present rate of writing. Without `max_slot_wal_keep_size` only the disk, which
    /// replmon does not see, limits a slot.
    func slotAtRisk(_ slot: SlotState) -> Answer {
        guard let limit = reading(slot.node)?.settings.maxSlotWALKeepBytes else { return .clear }
        func evidence() -> [Evidence] {
            slot.facts + [Evidence("max_slot_wal_keep_bytes", "\(limit)")] + rateEvidence(slot.node)
        }
        switch slot.timeToLoss {
        case .unknown(let reason): return .unknown("slot \(slot.slot.name) of \(slot.node): \(reason)", evidence())
        case .known(nil): return .clear
        case .known(let time?):
            let fate =
                time > .zero
                ? "is lost in \(HumanText.age(time)) at the present rate of writing" : "may be lost at any moment"
            return .measured(
                time, "slot \(slot.slot.name) on \(slot.node) \(fate)" + slot.holdsBackText, evidence())
        }
    }
}
