/// The reply of `GET /api/v1/silences`: those that are not over, the first to end first.
public struct SilencesDocument: JSONDocument, Hashable {
    /// The schema's version: 1.
    public var version = 1
    public var silences: [SilenceStatus]

    public init(_ snapshot: Snapshot) {
        silences = SilenceStatus.list(snapshot)
    }
}
