/// The kernel's figures for the replmon process (`/proc/self`); a value that cannot be read stays `nil`, and its metric
/// is left out.
package struct ProcessStatistics: Hashable, Sendable {
    /// User and system CPU time spent since the start.
    package var cpu: Duration?
    /// File descriptors open now.
    package var openDescriptors: Int?
    /// The soft limit on open descriptors; `nil` when there is none.
    package var maximumDescriptors: Int?
    /// Resident memory.
    package var residentBytes: UInt64?
    /// Virtual memory.
    package var virtualBytes: UInt64?
    /// Threads now.
    package var threads: Int?

    /// Values not given are not known.
    package init(
        cpu: Duration? = nil, openDescriptors: Int? = nil, maximumDescriptors: Int? = nil,
        residentBytes: UInt64? = nil, virtualBytes: UInt64? = nil, threads: Int? = nil
    ) {
        self.cpu = cpu
        self.openDescriptors = openDescriptors
        self.maximumDescriptors = maximumDescriptors
        self.residentBytes = residentBytes
        self.virtualBytes = virtualBytes
        self.threads = threads
    }
}
