import ReplmonCtl
import Synchronization

/// The terminal's alternate screen. A signal may leave it at any time; nothing is drawn after that.
final class Screen: Sendable {
    private let isShown = Mutex(false)

    @Sendable func enter() {
        isShown.withLock { isShown in
            if !isShown { Terminal.say(WatchScreen.enter) }
            isShown = true
        }
    }

    func draw(_ text: String) {
        isShown.withLock { isShown in
            if isShown { Terminal.say(text) }
        }
    }

    @Sendable func leave() {
        isShown.withLock { isShown in
            if isShown { Terminal.say(WatchScreen.leave) }
            isShown = false
        }
    }
}
