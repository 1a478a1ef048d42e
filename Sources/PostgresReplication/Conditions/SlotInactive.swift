internal import ReplicationCore

/// For how long a slot that holds back WAL or rows has been unused.
func slotInactive(_ slot: SlotState) -> Answer {
    guard let time = slot.unusedFor else { return .clear }
    return .measured(
        time,
        "slot \(slot.slot.name) on \(slot.node) has been unused for \(HumanText.age(time))" + slot.holdsBackText,
        slot.facts)
}

/// A standby that is down or not connected explains its unused slot for an hour: after that the WAL it holds back matters
/// more.
func slotInactiveCauses(_ slot: SlotState) -> [String] {
    guard let time = slot.unusedFor, time < .seconds(3600), let standby = slot.standby else { return [slot.node] }
    return [slot.node, standby]
}
