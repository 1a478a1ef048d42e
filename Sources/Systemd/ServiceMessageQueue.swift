/// The messages for a manager that is slow to read: at most one of each kind, so the queue is bounded and yet loses no
/// message that still matters. Only the latest status, ping or extension counts. A lifecycle message moves after those
/// queued before it, so the last state sent is the program's state.
struct ServiceMessageQueue: SendQueue {
    private var messages: [ServiceMessage] = []

    var isEmpty: Bool { messages.isEmpty }

    mutating func append(_ message: ServiceMessage) {
        let earlier = messages.firstIndex { $0.kind == message.kind }
        if let earlier, !message.kind.isLifecycle {
            messages[earlier] = message
            return
        }
        // A failure has its own status, which an older one must not follow.
        messages.removeAll { $0.kind == message.kind || (message.kind == .failure && $0.kind == .status) }
        messages.append(message)
    }

    mutating func popFirst() -> ServiceMessage? {
        messages.isEmpty ? nil : messages.removeFirst()
    }
}
