/// The messages that wait to be sent: a bounded value that decides, without I/O, which are kept and which is next.
protocol SendQueue: Sendable {
    associatedtype Message: Sendable

    var isEmpty: Bool { get }

    /// Removes and returns the message to send next.
    mutating func popFirst() -> Message?
}
