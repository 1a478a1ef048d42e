/// What one reading of `serverStatus.repl.rbid` told: a rollback raises it, and it is kept on disk.
public struct RollbackIDReading: Hashable, Sendable {
    public var id: Int64
    /// The last reading that told it.
    public var at: MonotonicInstant
    /// `HelloReply.processID` of the process that told it, where known.
    public var processID: String?

    public init(id: Int64, at: MonotonicInstant, processID: String? = nil) {
        self.id = id
        self.at = at
        self.processID = processID
    }
}
