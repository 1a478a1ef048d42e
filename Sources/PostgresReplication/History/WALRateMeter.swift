internal import ReplicationCore

/// Turns one node's positions into rates over about a minute (see ``RateWindow``), by the monitor's own clock.
struct WALRateMeter: Sendable, Hashable {
    private var identity: Identity?
    private var generated = RateWindow()
    private var received = RateWindow()
    private var replayed = RateWindow()

    /// Positions under different ones of these are not on one log, or not of one kind.
    private struct Identity: Sendable, Hashable {
        var system: UInt64?
        var isPrimary: Bool
        var timeline: UInt32?
    }

    /// Takes one reading's positions. A change of system, role or timeline starts the history anew.
    mutating func record(_ reading: PostgresReading, at instant: MonotonicInstant) {
        // A standby's timeline is not known while no WAL receiver runs: that is no change of it.
        let identity = Identity(
            system: reading.systemIdentifier, isPrimary: reading.primary != nil,
            timeline: reading.timeline ?? self.identity?.timeline)
        if identity != self.identity,
            self.identity?.timeline != nil || self.identity?.isPrimary != identity.isPrimary
                || self.identity?.system != identity.system
        {
            self = WALRateMeter()
        }
        self.identity = identity
        generated.record(reading.primary?.currentLSN.rawValue, at: instant)
        received.record(reading.standby.flatMap(\.receivedPosition)?.rawValue, at: instant)
        replayed.record(reading.standby?.replayLSN?.rawValue, at: instant)
    }

    /// The rates as of `now`; each is `nil` until there are 10 s of history of it.
    func rates(at now: MonotonicInstant) -> WALRates {
        WALRates(generated: generated.rate(at: now), received: received.rate(at: now), replayed: replayed.rate(at: now))
    }
}
