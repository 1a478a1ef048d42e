internal import ReplicationCore

/// A reading of a PostgreSQL server behind one reference: a view asks for its parts many times, and a copy of the whole
/// reading costs more than the answer. Facts that follow from the reading alone are computed here, once per poll.
final class HeldReading: Sendable {
    let value: PostgresReading
    /// The part that only a primary has; `nil` on a standby.
    let primary: PostgresReading.Primary?
    /// The part that only a standby has; `nil` on a primary.
    let standby: HeldStandby?
    /// The timeline, where it is known.
    let timeline: UInt32?
    /// The end of the WAL that this server can send to others.
    let sendablePosition: LSN?
    /// The kind of each WAL sender, in the order of `walSenders`.
    let senderKinds: [WALSenderKind]
    /// The facts that a view shows of the server.
    let details: [Evidence]
    /// The facts that a view shows of its WAL receiver; none without one.
    let receiverEvidence: [Evidence]
    /// Each setting of ``ParitySetting``, in its order.
    let parity: [ParityValues]

    init(_ value: PostgresReading) {
        self.value = value
        primary = value.primary
        standby = value.standby.map(HeldStandby.init)
        timeline = value.timeline
        sendablePosition = value.sendablePosition
        let kinds = value.walSenders.map(value.kind)
        senderKinds = kinds
        details = Self.details(of: value, kinds)
        receiverEvidence = value.standby?.walReceiver.map { Self.receiverEvidence($0, value) } ?? []
        let later = value.inventory?.parityAfterRestart ?? [:]
        parity = ParitySetting.allCases.map {
            ParityValues(now: value.settings.parity[$0], afterRestart: later.isEmpty ? nil : later[$0])
        }
    }

    var isPrimary: Bool { primary != nil }
    var serverVersion: Int { value.serverVersion }
    var systemIdentifier: UInt64? { value.systemIdentifier }
    var startedAt: WallInstant? { value.startedAt }
    var serverTime: WallInstant { value.serverTime }
    var walSenders: [WALSender] { value.walSenders }
    var slots: [ReplicationSlot] { value.slots }
    var settings: PostgresReading.Settings { value.settings }
    var sessions: PostgresSessions? { value.sessions }
    var archiver: WALArchiver? { value.archiver }
    var inventory: PostgresInventory? { value.inventory }
    var parityAwaitingRestart: Set<ParitySetting> { value.inventory?.parityAwaitingRestart ?? [] }
    var inventoryFailure: ProbeFailure? { value.inventoryFailure }
    var timelineProof: TimelineProof? { value.timelineProof }
    var postmasterCheck: PostmasterCheck? { value.postmasterCheck }
    var missingPrivileges: [MissingPrivilege] { value.missingPrivileges }

    /// Whether replmon's role sees the state of every WAL sender, and replmon knows what it means.
    var showsEveryWALSender: Bool {
        missingPrivileges.isEmpty && walSenders.allSatisfy { $0.state?.isKnown != false }
    }

    /// Whether a WAL sender may be the other end of this WAL receiver, by the slot they use.
    func mayServe(_ sender: WALSender, _ receiver: WALReceiver) -> Bool {
        value.mayServe(sender, receiver)
    }
}
