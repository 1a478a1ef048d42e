internal import ReplicationCore

extension SlotState {
    /// How many slots of one node are judged: the worst ones, when a server has more.
    private static let judged = SlotHistory.capacity

    /// The slots of one node that are judged: all of them, or the lost and unused ones first.
    static func worst(_ states: [SlotState]) -> [SlotState] {
        guard states.count > judged else { return states }
        func rank(_ state: SlotState) -> Int {
            state.lossReason != nil ? 0 : state.unusedFor != nil ? 1 : 2
        }
        return Array(states.sorted { (rank($0), $0.slot.name) < (rank($1), $1.slot.name) }.prefix(judged))
    }

    /// The facts behind every answer on this slot.
    var facts: [Evidence] {
        [
            Evidence("slot", slot.name), Evidence("type", slot.type),
            Evidence("wal_status", optional: slot.walStatus),
            Evidence("used_by", optional: standby),
            Evidence("unused_for_seconds", optional: unusedFor.map(HumanText.seconds)),
            Evidence("retained_bytes", optional: retainedBytes),
            Evidence("safe_bytes", optional: slot.safeWALSize),
            Evidence("seconds_to_loss", optional: (timeToLoss.value ?? nil).map(HumanText.seconds)),
            Evidence("xmin_age_transactions", optional: slot.snapshotAge),
            Evidence("catalog_xmin_age_transactions", optional: slot.catalogSnapshotAge),
        ].compactMap(\.self)
    }

    /// The end of a sentence: `, holds back 1.3MB of WAL, for db-b`.
    var holdsBackText: String {
        let bytes = retainedBytes.map { ", holds back \(HumanText.size(bytes: $0)) of WAL" } ?? ""
        let age = [slot.snapshotAge, slot.catalogSnapshotAge].compactMap(\.self).max()
        return bytes + (age.map { ", keeps rows of \($0) transactions" } ?? "") + (standby.map { ", for \($0)" } ?? "")
    }
}
