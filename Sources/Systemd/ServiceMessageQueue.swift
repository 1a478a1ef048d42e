/// The messages that wait for a manager that is slow to read: at most one of each kind, so it is bounded and yet
/// loses nothing that still matters. Of a status, a ping or an extension the latest counts. A lifecycle message moves
/// behind those queued before it, so the last state announced is the program's own.
struct ServiceMessageQueue: SendQueue {
    private var messages: [ServiceMessage] = []

    var isEmpty: Bool { messages.isEmpty }

    mutating func append(_ message: ServiceMessage) {
        let earlier = messages.firstIndex { $0.kind == message.kind }
        if let earlier, !message.kind.isLifecycle {
            messages[earlier] = message
            return
        }
        // A failure carries its own status, which an older one must not follow.
        messages.removeAll { $0.kind == message.kind || (message.kind == .failure && $0.kind == .status) }
        messages.append(message)
    }

    mutating func popFirst() -> ServiceMessage? {
        messages.isEmpty ? nil : messages.removeFirst()
    }
}
