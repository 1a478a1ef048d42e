internal import ReplicationCore

/// One slot on one node, joined from the node's own row, its history, and the standby that uses it.
struct SlotState: Sendable {
    /// The node it is on.
    var node: String
    /// The row; of a slot that is asked for and not there, an empty one.
    var slot: ReplicationSlot
    /// Bytes of WAL it holds back; of a lost slot, what it last held.
    var retainedBytes: UInt64?
    /// For how long it has not been used; `nil` while it is used, or where that is no fault.
    var unusedFor: Duration?
    /// The time until it may be lost at the present rates, `nil` within when it is not on the way there.
    var timeToLoss: Known<Duration?> = .known(nil)
    /// Why it is of no use any more; `nil` while it is usable.
    var lossReason: String?
    /// Its numbers when it was last usable.
    var held: SlotHistory.Held?
    /// The configured standby that uses it, or asks for it.
    var standby: String?

    var view: SlotView {
        SlotView(
            name: slot.name, type: slot.type, active: slot.active, walStatus: slot.walStatus?.rawValue,
            retainedBytes: retainedBytes, safeBytes: slot.safeWALSize, timeToLoss: timeToLoss.value ?? nil)
    }
}
