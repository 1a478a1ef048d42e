import Glibc

/// Waits until `condition` holds, asking every `poll`; a condition that throws does not hold yet.
///
/// Throws a `LabError` naming `what` and the last error when `limit` has passed. Blocks the calling thread.
package func waitUntil(
    _ what: String, within limit: Duration = .seconds(15), poll: Duration = .milliseconds(25),
    _ condition: () throws -> Bool
) throws {
    var wait = Wait(what: what, limit: limit)
    while true {
        do {
            if try condition() { return }
            wait.lastError = nil
        } catch {
            wait.lastError = error
        }
        try wait.checkLimit()
        pause(poll)
    }
}

/// The same for a condition that suspends; the calling task sleeps in between.
package func waitUntil(
    _ what: String, within limit: Duration = .seconds(15), poll: Duration = .milliseconds(25),
    isolation: isolated (any Actor)? = #isolation, _ condition: () async throws -> Bool
) async throws {
    var wait = Wait(what: what, limit: limit)
    while true {
        do {
            if try await condition() { return }
            wait.lastError = nil
        } catch {
            wait.lastError = error
        }
        try wait.checkLimit()
        try await Task.sleep(for: poll)
    }
}

/// Blocks the calling thread between two evaluations of a condition.
func pause(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    unsafe nanosleep(&time, nil)
}

private struct Wait {
    let what: String
    let limit: Duration
    let start = ContinuousClock.now
    var lastError: (any Error)?

    func checkLimit() throws {
        guard ContinuousClock.now - start > limit else { return }
        let reason = lastError.map { "; the last error was: \($0)" } ?? ""
        throw LabError("waited \(limit) for: \(what)\(reason)")
    }
}
