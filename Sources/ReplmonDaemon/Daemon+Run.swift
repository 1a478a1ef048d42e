internal import Dispatch
import Glibc
internal import Synchronization

extension Daemon {
    /// Runs until SIGTERM or SIGINT and returns the exit status. SIGHUP reloads.
    ///
    /// A stop that takes longer than its parts allow is cut short by leaving at once: systemd must never have to kill.
    public func run() async -> Int32 {
        let (stops, stop) = AsyncStream.makeStream(of: Void.self)
        let signals = SignalSources(
            stop: {
                // Armed in the handler itself: nothing that hangs or waits comes before it.
                DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(1800)) { _exit(0) }
                stop.yield()
            }, reload: { Task { await self.reload() } })
        defer { withExtendedLifetime(signals) {} }
        do throws(StartFailure) {
            try await start()
        } catch {
            return await failed(error)
        }
        for await _ in stops { break }
        await self.stop()
        return 0
    }
}
