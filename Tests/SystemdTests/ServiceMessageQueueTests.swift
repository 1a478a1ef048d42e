import Testing

@testable import Systemd

struct ServiceMessageQueueTests {
    /// The messages that are sent when `messages` were queued while the manager did not read.
    private func sent(_ messages: [ServiceMessage]) -> [String] {
        var queue = ServiceMessageQueue()
        for message in messages { queue.append(message) }
        var texts: [String] = []
        while let message = queue.popFirst() { texts.append(message.text) }
        #expect(queue.isEmpty)
        return texts
    }

    @Test func theLatestStatusWinsAndPingsCoalesce() {
        let messages: [ServiceMessage] = [.status("a"), .watchdog, .ready, .status("b"), .watchdog, .status("c")]
        #expect(sent(messages) == ["STATUS=c", "WATCHDOG=1", "READY=1"])
    }

    @Test func lifecycleEndsInTheLastStateAndIsNeverLost() {
        let reload = ServiceMessage.reloading(monotonicMicroseconds: 5)
        #expect(sent([.ready, reload]) == ["READY=1", reload.text])
        #expect(sent([.ready, reload, .ready]) == [reload.text, "READY=1"])
        #expect(sent([.ready, reload, .ready, reload, .ready, .stopping]) == [reload.text, "READY=1", "STOPPING=1"])
    }

    @Test func theReasonOfAFailureIsTheLastStatus() {
        #expect(sent([.status("fine"), .failure(errno: 5, status: "disk")]) == ["STATUS=disk\nERRNO=5"])
    }
}
