import PostgresReplication
import ReplicationCore

/// When a server is asked for the proof of its timeline, and how long an answer holds.
///
/// A primary's views show its timeline, and it is asked once for its history, which does not change. A standby is asked
/// while no WAL receiver shows its timeline: then it may be on any, and on another with each step of its replay. A
/// server that refuses (it logs each refusal) is asked at growing intervals, and one that is short of WAL senders is
/// not asked.
struct TimelineProver {
    private var held: Held?
    private var cadence: SlowCadence
    private var asked: Subject?

    /// An answer and the state of the server that it is valid for.
    private struct Held {
        var proof: TimelineProof
        var startedAt: WallInstant?
        var replayed: LSN?
    }

    /// The state of the server that an answer, or the lack of one, is about.
    private struct Subject: Hashable {
        var startedAt: WallInstant?
        var timeline: UInt32?

        init(_ reading: PostgresReading) {
            startedAt = reading.startedAt
            timeline = reading.reportedTimeline
        }
    }

    init(interval: Duration) {
        cadence = SlowCadence(interval: interval)
    }

    /// The last proof, when it is about this start of the server and the timeline that the views show; where they show
    /// none, about the position that the server has replayed to.
    func proof(for reading: PostgresReading) -> TimelineProof? {
        guard let held, held.startedAt == reading.startedAt else { return nil }
        let holds = reading.reportedTimeline.map { $0 == held.proof.timeline } ?? (held.replayed == reading.replayed)
        return holds ? held.proof : nil
    }

    /// Whether to ask now.
    func isDue(for reading: PostgresReading, at now: MonotonicInstant) -> Bool {
        guard reading.inventory?.mayReplicate == true, reading.hasWALSenderToSpare else { return false }
        switch reading.role {
        case .primary: if proof(for: reading) != nil { return false }
        case .standby: if reading.reportedTimeline != nil { return false }
        }
        if asked != Subject(reading) || cadence.isDue(at: now) { return true }
        return !cadence.isFailing && proof(for: reading) == nil
    }

    /// Records the answer; `nil` when there was none.
    mutating func record(_ proof: TimelineProof?, for reading: PostgresReading, at now: MonotonicInstant) {
        if asked != Subject(reading) { cadence.restart() }
        asked = Subject(reading)
        cadence.asked(at: now)
        cadence.ended(well: proof != nil)
        if let proof { held = Held(proof: proof, startedAt: reading.startedAt, replayed: reading.replayed) }
    }
}

extension PostgresReading {
    /// Whether a standby that reconnects finds a WAL sender beside the one that the query uses; assumed where the
    /// number is not known.
    fileprivate var hasWALSenderToSpare: Bool {
        sessions.map { $0.freeWALSenders > 1 } ?? true
    }

    /// How far a standby has replayed.
    fileprivate var replayed: LSN? {
        if case .standby(let standby) = role { standby.replayLSN } else { nil }
    }

    /// The timeline that the views show: a standby's only while its WAL receiver has received a message from the
    /// upstream (`received_tli` means nothing before).
    fileprivate var reportedTimeline: UInt32? {
        switch role {
        case .primary(let primary): return primary.timeline
        case .standby(let standby):
            guard let receiver = standby.walReceiver, receiver.latestEndLSN != nil else { return nil }
            return receiver.receivedTimeline
        }
    }
}
