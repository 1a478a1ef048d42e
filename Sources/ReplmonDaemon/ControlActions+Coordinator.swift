internal import ReplicationCore
internal import StatusAPI

extension ControlActions {
    /// Actions of the coordinator.
    init(_ coordinator: Coordinator, reload: @escaping @Sendable () async -> ReloadReply) {
        self.init(
            reload: reload,
            addSilence: { request in
                let done = await coordinator.addSilence(
                    request.matcher, for: request.duration, author: request.author, reason: request.reason)
                return .success(done.value, warnings: done.warnings)
            },
            expireSilence: { id in
                await coordinator.expireSilence(id).map { .success($0.value, warnings: $0.warnings) }
            },
            acknowledge: { request in
                let done = await coordinator.acknowledge(
                    request.matcher, author: request.author, comment: request.comment ?? "")
                return done.value.isEmpty
                    ? .error(problems: ["no alert that matches is firing any more"])
                    : .success(done.value, warnings: done.warnings)
            },
            events: { since, limit in await coordinator.events(since: since, limit: limit) })
    }
}

extension Coordinator.Done {
    fileprivate var warnings: [String] {
        notSaved.map { ["a restart of replmon would forget this, as it could not be saved: \($0)"] } ?? []
    }
}
