package import ReplicationCore

/// One reading of `serverStatus.repl.rbid`: a rollback raises it, and it is kept on disk.
package struct RollbackIDReading: Hashable, Sendable {
    package var id: Int64
    /// The last reading that showed it.
    package var at: MonotonicInstant
    /// `HelloReply.processID` of the process that showed it, where known.
    package var processID: String?

    package init(id: Int64, at: MonotonicInstant, processID: String? = nil) {
        self.id = id
        self.at = at
        self.processID = processID
    }
}
