/// How fast WAL moves at one node, in bytes per second over about the last minute; `nil` before there is history.
public struct WALRates: Hashable, Sendable {
    /// Written by a primary.
    public var generated: Double?
    /// Received by a standby.
    public var received: Double?
    /// Replayed by a standby.
    public var replayed: Double?

    public init(generated: Double? = nil, received: Double? = nil, replayed: Double? = nil) {
        self.generated = generated
        self.received = received
        self.replayed = replayed
    }
}
