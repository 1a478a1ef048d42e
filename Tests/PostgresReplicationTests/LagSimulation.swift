import TestSupport

@testable import PostgresReplication
@testable import ReplicationCore

/// A standby of a simulated primary, whose true lag is known at any time: it applies late, is paused, cut off, frozen in
/// its connection, and catches up again.
struct LagSimulation {
    enum Mode: CaseIterable {
        case follows, paused, cut, frozen
    }

    let history: WriteHistory
    private(set) var mode = Mode.follows
    private(set) var modeSince = 0.0
    private(set) var received: UInt64 = 1
    private(set) var applied: UInt64 = 1
    private var messageAt = 0.0
    private var phases: [(start: Double, mode: Mode, delay: Double)] = []
    private var delay = 0.0

    init(using random: inout Seeded) {
        history = WriteHistory(using: &random)
        var start = 0.0
        while start < history.end {
            let mode = Bool.random(using: &random) ? .follows : Mode.allCases.randomElement(using: &random) ?? .cut
            let delay = Bool.random(using: &random) ? 0 : Double.random(in: 0...120, using: &random)
            phases.append((start, mode, delay))
            start += .random(in: 1...400, using: &random)
        }
        phases.reverse()
    }

    /// Moves the standby on to `time`, which never goes back.
    mutating func advance(to time: Double) {
        while let phase = phases.last, phase.start <= time {
            step(to: phase.start)
            if phase.mode != mode { modeSince = phase.start }
            (mode, delay) = (phase.mode, phase.delay)
            phases.removeLast()
        }
        step(to: time)
    }

    private mutating func step(to time: Double) {
        if mode == .follows || mode == .paused {
            received = history.position(at: time)
            messageAt = time
        }
        if mode != .paused { applied = max(applied, min(received, history.position(at: max(0, time - delay)))) }
    }

    /// How long ago the primary moved past what the standby has applied now.
    func lag(at time: Double) -> Double {
        history.lag(of: applied, at: time)
    }

    /// What the standby would answer now.
    func reading(at time: Double) -> PostgresReading {
        var reading = PostgresReading.standby(at: applied)
        reading.serverTime = WallInstant(milliseconds: Int64(time * 1000))
        reading.changeStandby { standby in
            standby.receiveLSN = LSN(rawValue: received)
            standby.pauseState = mode == .paused ? .paused : .notPaused
            guard mode != .cut else { return }
            standby.walReceiver = WALReceiver(
                pid: 7, status: "streaming", flushedLSN: LSN(rawValue: received), receivedTimeline: 1,
                lastMessageReceiptTime: WallInstant(milliseconds: Int64(messageAt * 1000)),
                latestEndLSN: LSN(rawValue: received))
        }
        return reading
    }
}
