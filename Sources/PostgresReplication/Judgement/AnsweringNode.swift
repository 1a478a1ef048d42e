internal import ReplicationCore

/// A node that answers: its history and its fresh reading.
struct AnsweringNode: Sendable {
    let name: String
    let history: PostgresNode
    let reading: HeldReading
}

extension PostgresMoment {
    /// A node with its fresh reading; `nil` while it does not answer.
    func answeringNode(_ name: String) -> AnsweringNode? {
        guard let history = nodes[name], let reading = readings[name] else { return nil }
        return AnsweringNode(name: name, history: history, reading: reading)
    }
}
