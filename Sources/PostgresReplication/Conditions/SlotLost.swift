internal import ReplicationCore

/// Whether a slot is of no use any more: invalidated, its WAL removed, or asked for by a standby and not there.
func slotLost(_ slot: SlotState, at now: MonotonicInstant) -> Answer {
    guard let reason = slot.lossReason else {
        guard let status = slot.slot.walStatus, !status.isKnown else { return .clear }
        return .unknown(
            "slot \(slot.slot.name) of \(slot.node): its wal_status is \"\(status)\", which replmon does not know")
    }
    return .holds(
        "slot \(slot.slot.name) on \(slot.node) is lost: \(reason)"
            + (slot.standby.map { "; \($0) asks for it" } ?? ""),
        slot.facts + [
            Evidence("reason", reason),
            Evidence("last_restart_lsn", optional: slot.held?.restartLSN),
            Evidence("last_usable_seconds_ago", optional: slot.held.map { HumanText.seconds($0.at.duration(to: now)) }),
        ])
}
