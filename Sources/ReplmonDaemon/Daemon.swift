internal import Configuration
internal import Exposition
internal import HTTP
internal import Logging
internal import QueueExecutor
internal import Replication
internal import Synchronization
internal import Systemd

/// The composition root: everything is made here, connected here, and ended here.
public final class Daemon: Sendable {
    private let configurationPath: String
    private let logger: Logger
    private let journal: Journal
    private let notifier: ServiceNotifier
    private let coordinator: Coordinator
    private let listeners: Listeners
    private let reloads: Reloads

    /// Why a daemon did not start.
    public struct StartFailure: Error, CustomStringConvertible, Sendable {
        /// One line per problem.
        public let description: String
        /// `EX_CONFIG` (78) when the configuration is to blame: systemd does not restart for that.
        public let exitStatus: Int32
    }

    /// A daemon for this configuration file; nothing runs before ``start()``.
    public convenience init(configurationPath: String) {
        let probes = RealProbes()
        self.init(configurationPath: configurationPath, journal: Journal()) { probes.probe($0, onChange: $1) }
    }

    init(configurationPath: String, journal: Journal, factory: @escaping ProbeFactory) {
        self.configurationPath = configurationPath
        self.journal = journal
        let logger = Logger(label: "replmon") { _ in JournalLogHandler(journal: journal, identifier: "replmon") }
        self.logger = logger
        notifier = ServiceNotifier()
        let coordinator = Coordinator(factory: factory, announcer: Announcer(logger: logger, notifier: notifier))
        self.coordinator = coordinator
        let reloads = Reloads()
        self.reloads = reloads
        listeners = Listeners(journal: journal, store: coordinator.store, logger: logger)
    }

    /// Reads the configuration, listens, starts polling, and tells systemd that it is ready. Databases need not
    /// answer for that.
    public func start() async throws(StartFailure) {
        let (configuration, plans): (Configuration, [ClusterPlan])
        switch LoadedConfiguration.load(path: configurationPath) {
        case .success(let loaded): (configuration, plans) = (loaded.configuration, loaded.plans)
        case .failure(let refused):
            throw StartFailure(description: refused.problems.joined(separator: "\n"), exitStatus: 78)
        }
        // Before listening: the first request already sees which clusters there are, and that nothing is known of them.
        _ = await coordinator.apply(plans)
        do {
            try await listeners.start(configuration, inherited: InheritedSockets.take()) { [weak self] in
                await self?.reload() ?? .error(problems: ["replmon is stopping"])
            }
        } catch {
            throw StartFailure(description: error.description, exitStatus: 1)
        }
        await coordinator.start()
        notifier.ready()
        logger.info("replmon \(replmonVersion) watches \(plans.count == 1 ? "1 cluster" : "\(plans.count) clusters")")
    }

    /// Reads the configuration again. A file that is refused changes nothing and is said so; one that is accepted
    /// swaps only what changed.
    @discardableResult
    func reload() async -> ReloadReply {
        await reloads.serially { await self.reloadNow() }
    }

    private func reloadNow() async -> ReloadReply {
        notifier.reloading()
        defer { notifier.ready() }
        switch LoadedConfiguration.load(path: configurationPath) {
        case .failure(let refused):
            return await refuse(refused.problems)
        case .success(let loaded):
            do {
                try await listeners.adopt(loaded.configuration)
            } catch {
                return await refuse([error.description])
            }
            let changes = await coordinator.apply(loaded.plans)
            logger.notice(
                "configuration reloaded: \(changes.isEmpty ? "no node changed" : changes.joined(separator: ", "))",
                metadata: ["MESSAGE_ID": "\(MessageID.reloaded)"])
            return .success(changed: changes)
        }
    }

    private func refuse(_ problems: [String]) async -> ReloadReply {
        await coordinator.reloadFailed(problems.joined(separator: "; "))
        for problem in problems { logger.error("configuration refused: \(problem)") }
        return .error(problems: problems)
    }

    /// Says why it did not start, to the journal and to systemd.
    func failed(_ failure: StartFailure) async -> Int32 {
        for line in failure.description.split(separator: "\n") { logger.critical("\(line)") }
        notifier.status("not started: \(failure.description)")
        journal.close(within: .milliseconds(500))
        notifier.flush(within: .milliseconds(200))
        return failure.exitStatus
    }

    /// Ends everything, within two seconds whatever hangs: listeners first, then polling, then what is left to say.
    public func stop() async {
        notifier.stopping()
        logger.info("replmon stops")
        await listeners.shutdown(within: .milliseconds(300))
        await Deadline.wait(.milliseconds(500), for: { [coordinator] in await coordinator.close() })
        journal.close(within: .milliseconds(300))
        notifier.flush(within: .milliseconds(200))
    }
}

/// MESSAGE_IDs of entries that are not alerts.
enum MessageID {
    static let reloaded = "81ddc680d0a74799a24d93c8c93f5581"
}

/// One reload at a time, in the order they were asked for.
actor Reloads {
    private var last: Task<ReloadReply, Never>?

    func serially(_ reload: @escaping @Sendable () async -> ReloadReply) async -> ReloadReply {
        let previous = last
        let task = Task {
            _ = await previous?.value
            return await reload()
        }
        last = task
        return await task.value
    }
}
