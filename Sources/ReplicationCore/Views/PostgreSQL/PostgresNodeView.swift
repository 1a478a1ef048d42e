/// The facts that only a PostgreSQL server has.
package struct PostgresNodeView: Hashable, Sendable {
    /// The timeline it is on.
    package var timeline: UInt32?
    /// The node's WAL rates; `nil` while it does not answer.
    package var rates: WALRates?
    /// The trend of a standby that is behind; `nil` when not known.
    package var trend: ReplicationTrend?
    /// The result of promoting this standby now; `nil` for a primary.
    package var readiness: FailoverReadiness?
    /// The replication slots on this server.
    package var slots: [SlotView]

    package init(
        timeline: UInt32? = nil, rates: WALRates? = nil, trend: ReplicationTrend? = nil,
        readiness: FailoverReadiness? = nil, slots: [SlotView] = []
    ) {
        self.timeline = timeline
        self.rates = rates
        self.trend = trend
        self.readiness = readiness
        self.slots = slots
    }
}
