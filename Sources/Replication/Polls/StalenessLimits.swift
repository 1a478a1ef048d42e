/// How old evidence may be and still count as "now".
public struct StalenessLimits: Hashable, Sendable {
    /// A reading older than this says nothing about the present.
    public var reading: Duration

    /// Two polls may be missed by scheduling alone; the third cannot.
    public init(pollInterval: Duration, probeTimeout: Duration) {
        reading = pollInterval * 2 + probeTimeout
    }
}
