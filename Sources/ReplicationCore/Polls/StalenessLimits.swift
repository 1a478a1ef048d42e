/// How old evidence may be and still count as "now".
package struct StalenessLimits: Hashable, Sendable {
    /// A reading older than this says nothing about the present.
    package var reading: Duration

    /// Two polls may be missed by scheduling alone; the third cannot.
    package init(pollInterval: Duration, probeTimeout: Duration) {
        reading = pollInterval * 2 + probeTimeout
    }
}
