/// WAL rates of one node, in bytes per second over about the last minute; `nil` before there is history.
package struct WALRates: Hashable, Sendable {
    /// Written by a primary.
    package var generated: Double?
    /// Received by a standby.
    package var received: Double?
    /// Replayed by a standby.
    package var replayed: Double?

    package init(generated: Double? = nil, received: Double? = nil, replayed: Double? = nil) {
        self.generated = generated
        self.received = received
        self.replayed = replayed
    }
}
