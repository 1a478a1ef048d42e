internal import Dispatch
import Glibc
internal import Synchronization

extension Daemon {
    /// Runs until SIGTERM or SIGINT and returns the exit status. SIGHUP reloads.
    ///
    /// A stop that takes longer than its parts allow is cut short by leaving at once: systemd must never have to kill.
    package func run() async -> Int32 {
        let (stops, stop) = AsyncStream.makeStream(of: Void.self)
        // One that comes while replmon starts waits until it has: the file may have changed after it was read.
        let (reloads, reload) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let signals = SignalSources(
            stop: {
                // Armed in the handler itself: nothing that hangs or waits comes before it.
                DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(1800)) { _exit(0) }
                stop.yield()
            }, reload: { reload.yield() })
        defer { withExtendedLifetime(signals) {} }
        do throws(StartFailure) {
            try await start()
        } catch {
            return await failed(error)
        }
        let reloading = Task { for await _ in reloads { await self.reload() } }
        for await _ in stops { break }
        reloading.cancel()
        await self.stop()
        return 0
    }
}
