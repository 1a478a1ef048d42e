import Glibc

extension RunningDaemon {
    /// SIGKILL; returns when it is gone.
    func kill() async throws {
        try signal(SIGKILL)
        try await eventually("the killed daemon to be gone") { !isRunning }
    }

    func stopAndStart() throws {
        _ = try stop()
        try start()
    }

    /// Makes a configuration be refused and then accepted, and waits until a person has been told of both: whatever this
    /// daemon told before has reached them by then.
    func mark(_ pager: Pager, restoring configuration: DaemonConfiguration) async throws {
        let before = pager.everything.count
        func waitFor(_ kind: String) async throws {
            try await eventually("the mark to be \(kind) for a person", within: .seconds(40)) {
                pager.everything.dropFirst(before).contains { $0.kind == kind && $0.alert == Pager.mark }
            }
        }
        try write(text: "clusterz: []\n")
        guard try ctl("reload").status == 1 else { throw Unmet("a bad configuration was not refused") }
        try await waitFor("firing")
        try write(configuration)
        guard try ctl("reload").status == 0 else { throw Unmet("the configuration was refused") }
        try await waitFor("resolved")
    }
}
