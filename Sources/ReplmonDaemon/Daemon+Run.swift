internal import Dispatch
import Glibc
internal import Synchronization

extension Daemon {
    /// Runs until SIGTERM or SIGINT and returns the exit status. SIGHUP reloads.
    ///
    /// If the stop takes longer than all its limits together, the process exits at once, before systemd kills it.
    package func run() async -> Int32 {
        let (stops, stop) = AsyncStream.makeStream(of: Void.self)
        // A SIGHUP during the start is served after it: the file may have changed since it was read.
        let (reloads, reload) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let signals = SignalSources(
            stop: {
                // Set in the handler itself, so that nothing that hangs comes before it.
                DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(1800)) { _exit(0) }
                stop.yield()
            }, reload: { reload.yield() })
        defer { withExtendedLifetime(signals) {} }
        HeapTrimming.start()
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
