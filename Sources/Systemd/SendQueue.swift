/// What waits to be sent: a bounded value that decides, without I/O, what is kept and what goes next.
protocol SendQueue: Sendable {
    associatedtype Message: Sendable

    var isEmpty: Bool { get }

    /// Takes out the message to send next.
    mutating func popFirst() -> Message?
}
