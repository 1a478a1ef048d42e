import CSystemd
import Glibc

/// Reports the service's state to the service manager (sd_notify(3)).
///
/// No call waits: a separate thread sends the messages, because the manager may hang. Without `$NOTIFY_SOCKET`, or with
/// an empty one, every call does nothing.
package final class ServiceNotifier: Sendable {
    /// Time that the manager waits for `watchdog()` before it ends the service; call it at half of that. `nil` when it
    /// does not watch this process (sd_watchdog_enabled(3)).
    package let watchdogInterval: Duration?
    private let thread: SendingThread<ServiceMessageQueue>?

    /// Reads `$NOTIFY_SOCKET`, `$WATCHDOG_USEC` and `$WATCHDOG_PID`, and starts the thread if there is a manager.
    package init() {
        guard let socket = unsafe getenv("NOTIFY_SOCKET"), unsafe socket.pointee != 0 else {
            watchdogInterval = nil
            thread = nil
            return
        }
        var microseconds: UInt64 = 0
        let isWatched = unsafe sd_watchdog_enabled(0, &microseconds) > 0
        watchdogInterval = isWatched ? .microseconds(Int64(clamping: microseconds)) : nil
        thread = SendingThread(queue: ServiceMessageQueue()) { message in
            _ = unsafe sd_notify(0, message.text)
        }
    }

    /// Whether a manager listens.
    package var isActive: Bool { thread != nil }

    /// The service is started, or its reload is over.
    package func ready() { post(.ready) }

    /// The configuration is being reloaded; `ready()` must follow.
    package func reloading() {
        let now = timespec.monotonic()
        post(.reloading(monotonicMicroseconds: Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec / 1_000)))
    }

    /// The service is shutting down.
    package func stopping() { post(.stopping) }

    /// One line for `systemctl status`; newlines become spaces.
    package func status(_ text: String) { post(.status(text)) }

    /// The service works: call it only from code that proves this.
    package func watchdog() { post(.watchdog) }

    /// Asks for `duration` more, from now on, to start, reload or stop.
    package func extendTimeout(_ duration: Duration) { post(.extendTimeout(duration)) }

    /// The service failed, for the reason given by an `errno` code and a line of text.
    package func failure(errno: Int32, status: String) { post(.failure(errno: errno, status: status)) }

    /// Waits until the manager has every message, for `limit` at most; false when messages are still queued.
    @discardableResult
    package func flush(within limit: Duration) -> Bool {
        thread?.flush(within: limit) ?? true
    }

    private func post(_ message: ServiceMessage) {
        thread?.withQueue { queue, isOpen in
            if isOpen { queue.append(message) }
        }
    }
}
