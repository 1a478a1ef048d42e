internal import Alerting
internal import Configuration
import Glibc
internal import HTTP
internal import History
internal import Logging
internal import Notification
internal import QueueExecutor
internal import ReplicationCore
internal import StatusAPI
internal import Synchronization
internal import Systemd

/// The composition root: everything is made here, connected here, and ended here.
package final class Daemon: Sendable {
    private let configurationPath: String
    private let logger: Logger
    private let journal: Journal
    private let notifier: ServiceNotifier
    private let coordinator: Coordinator
    private let listeners: Listeners
    private let reloads: Reloads
    private let alertmanagers: AlertmanagerNotifier
    /// Where history is kept: as the configuration said at the start.
    private let stateDirectory = Mutex("")

    /// Why a daemon did not start.
    package struct StartFailure: Error, CustomStringConvertible, Sendable {
        /// One line per problem.
        package let description: String
        /// `EX_CONFIG` (78) when the configuration is to blame: systemd does not restart for that.
        package let exitStatus: Int32
    }

    /// A daemon for this configuration file; nothing runs before ``start()``.
    package convenience init(configurationPath: String) {
        let probes = RealProbes()
        self.init(configurationPath: configurationPath, journal: .ofReplmon()) { probes.probe($0, onChange: $1) }
    }

    init(configurationPath: String, journal: Journal, factory: @escaping ProbeFactory) {
        self.configurationPath = configurationPath
        self.journal = journal
        let logger = Logger(label: "replmon") { _ in JournalLogHandler(journal: journal, identifier: "replmon") }
        self.logger = logger
        notifier = ServiceNotifier()
        let alertmanagers = AlertmanagerNotifier(
            readSecret: { try SecretFile.read($0).revealed }, report: { logger.warning("\($0)") })
        self.alertmanagers = alertmanagers
        let coordinator = Coordinator(
            factory: factory, announcer: Announcer(logger: logger, notifier: notifier), notifier: alertmanagers)
        self.coordinator = coordinator
        let reloads = Reloads()
        self.reloads = reloads
        listeners = Listeners(journal: journal, store: coordinator.store, logger: logger)
    }

    /// Reads the configuration, listens, starts polling, and tells systemd that it is ready. Databases need not
    /// answer for that.
    package func start() async throws(StartFailure) {
        let (configuration, plans): (Configuration, [ClusterPlan])
        switch LoadedConfiguration.load(path: configurationPath) {
        case .success(let loaded): (configuration, plans) = (loaded.configuration, loaded.plans)
        case .failure(let refused):
            throw StartFailure(description: refused.problems.joined(separator: "\n"), exitStatus: 78)
        }
        await openHistory(configuration.stateDirectory)
        alertmanagers.adopt(NotificationSettings(configuration))
        let actions = ControlActions(coordinator) { [weak self] in
            await self?.reload() ?? .error(problems: ["replmon is stopping"])
        }
        // Before listening: the first request already sees which clusters there are, and that nothing is known of them.
        _ = await coordinator.apply(plans)
        do {
            try await listeners.start(configuration, inherited: InheritedSockets.take(), actions: actions)
        } catch {
            throw StartFailure(description: error.description, exitStatus: 1)
        }
        await coordinator.start()
        await coordinator.note(.started, "replmon \(replmonVersion) started")
        notifier.ready()
        logger.info(
            "replmon \(replmonVersion) watches \(plans.count == 1 ? "1 cluster" : "\(plans.count) clusters")",
            metadata: ["MESSAGE_ID": "\(MessageID.started.id)", "REPLMON_VERSION": "\(replmonVersion)"])
    }

    /// What cannot be read or written is said, and done without.
    private func openHistory(_ directory: String) async {
        stateDirectory.withLock { $0 = directory }
        // systemd has made it; by hand it may be the first start. Where that fails, opening says why.
        _ = unsafe mkdir(directory, 0o700)
        let (history, remembered) = History.open(directory: directory, now: MonotonicClock.wallNow())
        if case .memoryOnly(let reason) = history.health {
            logger.error("nothing will be remembered over a restart: \(reason)")
        }
        await coordinator.adopt(history, remembering: remembered)
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
            alertmanagers.adopt(NotificationSettings(loaded.configuration))
            var changes = await coordinator.apply(loaded.plans)
            if loaded.configuration.stateDirectory != stateDirectory.withLock({ $0 }) {
                changes.append("state_directory is used from the next start on; move history.db there before")
            }
            await coordinator.note(.reloaded, "configuration reloaded")
            logger.notice(
                "configuration reloaded: \(changes.isEmpty ? "no node changed" : changes.joined(separator: ", "))",
                metadata: ["MESSAGE_ID": "\(MessageID.reloaded.id)"])
            return .success(changed: changes)
        }
    }

    private func refuse(_ problems: [String]) async -> ReloadReply {
        await coordinator.reloadFailed(problems.joined(separator: "; "))
        await coordinator.note(.reloadRefused, "configuration refused: \(problems.joined(separator: "; "))")
        let refused: Logger.Metadata = ["MESSAGE_ID": "\(MessageID.reloadRefused.id)"]
        for problem in problems { logger.error("configuration refused: \(problem)", metadata: refused) }
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
    package func stop() async {
        notifier.stopping()
        logger.info("replmon stops", metadata: ["MESSAGE_ID": "\(MessageID.stopped.id)"])
        await coordinator.note(.stopped, "replmon \(replmonVersion) stopped")
        await listeners.shutdown(within: .milliseconds(200))
        await Deadline.wait(.milliseconds(400), for: { [coordinator] in await coordinator.close() })
        await alertmanagers.drain(within: .milliseconds(400))
        await coordinator.history?.close(within: .milliseconds(300))
        journal.close(within: .milliseconds(200))
        notifier.flush(within: .milliseconds(200))
    }
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
