internal import ReplicationCore

/// One node of a PostgreSQL cluster, its history behind one reference: a view looks at a node a hundred times, and a copy of
/// the whole history costs more than the answer. A change copies the history only while another value shares it.
struct PostgresNode: Sendable {
    private var storage: Storage

    /// Changed only while there is one reference to it: a shared history is copied first (see `change`).
    private final class Storage: @unchecked Sendable {
        var history: PostgresNodeHistory

        init(_ history: PostgresNodeHistory) {
            self.history = history
        }
    }

    /// An upstream and its WAL sender, as recognised behind one WAL receiver of the downstream.
    struct Join: Sendable, Hashable {
        var upstream: String
        var senderPID: Int32?
        var receiverPID: Int32
    }

    init(declaration: PostgresNodeDeclaration) {
        storage = Storage(PostgresNodeHistory(declaration: declaration))
    }

    mutating func record(_ observation: Observation<HeldReading>) {
        change { $0.record(observation) }
    }

    /// Notes what its upstream has sent.
    mutating func noteSent(_ position: LSN?) {
        change { $0.noteSent(position) }
    }

    private mutating func change(_ body: (inout PostgresNodeHistory) -> Void) {
        if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.history) }
        body(&storage.history)
    }
}

/// The parts of ``PostgresNodeHistory``, each without a copy of the others.
extension PostgresNode {
    var declaration: PostgresNodeDeclaration {
        get { storage.history.declaration }
        set { change { $0.declaration = newValue } }
    }

    var join: Join? {
        get { storage.history.join }
        set { change { $0.join = newValue } }
    }

    var wasFedFromArchive: Bool {
        get { storage.history.wasFedFromArchive }
        set { change { $0.wasFedFromArchive = newValue } }
    }

    var lastReply: WALSender.Reply? {
        get { storage.history.lastReply }
        set { change { $0.lastReply = newValue } }
    }

    var repliedAt: MonotonicInstant? {
        get { storage.history.repliedAt }
        set { change { $0.repliedAt = newValue } }
    }

    var record: NodeRecord<HeldReading> { storage.history.record }
    /// The last reading, however old.
    var lastReading: HeldReading? { storage.history.record.lastReading }
    var answeredPollStart: MonotonicInstant? { storage.history.answeredPollStart }
    var clock: PositionClock { storage.history.clock }
    var receiverMovedAt: MonotonicInstant? { storage.history.receiverMovedAt }
    var heardAt: MonotonicInstant? { storage.history.heardAt }
    var receiverSince: MonotonicInstant? { storage.history.receiverSince }
    var receiverHasHeard: Bool { storage.history.receiverHasHeard }
    var receiverIsNew: Bool { storage.history.receiverIsNew }
    var recoverySince: MonotonicInstant? { storage.history.recoverySince }
    var hasStreamed: Bool { storage.history.hasStreamed }
    var ownEnd: LSN? { storage.history.ownEnd }
    var timelineSince: MonotonicInstant? { storage.history.timelineSince }
    var lastTimeline: UInt32? { storage.history.lastTimeline }
    var proof: TimelineProof? { storage.history.proof }
    var failedPostmasterChecks: Int { storage.history.failedPostmasterChecks }
    var syncWaitSince: MonotonicInstant? { storage.history.syncWaitSince }
    var replayMovedAt: MonotonicInstant? { storage.history.replayMovedAt }
    var roles: RoleHistory { storage.history.roles }
    var slots: SlotHistory { storage.history.slots }
    var rateMeter: WALRateMeter { storage.history.rateMeter }
    var horizon: HorizonHistory { storage.history.horizon }
    var conflicts: ConflictHistory { storage.history.conflicts }
    var isArchiveFed: Bool { storage.history.isArchiveFed }

    /// The last reading, if it is the latest poll's and not older than `limit`.
    func freshReading(at now: MonotonicInstant, limit: Duration) -> HeldReading? {
        storage.history.record.freshReading(at: now, limit: limit)
    }
}
