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

/// The composition root: it makes all parts, connects them and ends them.
package final class Daemon: Sendable {
    private let configurationPath: String
    private let logger: Logger
    private let journal: Journal
    private let notifier: ServiceNotifier
    private let coordinator: Coordinator
    private let listeners: Listeners
    private let reloads: Reloads
    private let alertmanagers: AlertmanagerNotifier
    /// Where the history is: as configured at the start.
    private let stateDirectory = Mutex("")

    /// Why a daemon did not start.
    package struct StartFailure: Error, CustomStringConvertible, Sendable {
        /// One line per problem.
        package let description: String
        /// `EX_CONFIG` (78) if the configuration is the cause: systemd does not restart the service then.
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
            factory: factory, journal: JournalSink(logger: logger), status: ServiceStatus(notifier: notifier),
            notifier: alertmanagers)
        self.coordinator = coordinator
        let reloads = Reloads()
        self.reloads = reloads
        listeners = Listeners(journal: journal, store: coordinator.store, logger: logger)
    }

    /// Reads the configuration, listens, starts polling and reports to systemd that it is ready, whether or not a
    /// database answers.
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
        // Before listening: the first request sees the clusters, as unknown.
        _ = await coordinator.apply(plans)
        do {
            try await listeners.start(configuration, inherited: InheritedSockets.take(), actions: actions)
        } catch {
            throw StartFailure(description: error.description, exitStatus: 1)
        }
        await coordinator.start()
        await coordinator.addEvent(.started, "replmon \(replmonVersion) started")
        notifier.ready()
        logger.info(
            "replmon \(replmonVersion) watches \(plans.count == 1 ? "1 cluster" : "\(plans.count) clusters")",
            metadata: ["MESSAGE_ID": "\(MessageID.started.id)", "REPLMON_VERSION": "\(replmonVersion)"])
    }

    /// Opens the history. If it cannot be read or written, the log says so and replmon runs without.
    private func openHistory(_ directory: String) async {
        stateDirectory.withLock { $0 = directory }
        // systemd creates the directory; a first start by hand does not. If this fails, opening reports why.
        _ = unsafe mkdir(directory, 0o700)
        let (history, remembered) = History.open(directory: directory, now: MonotonicClock.wallNow())
        if case .memoryOnly(let reason) = history.health {
            logger.error("the history cannot be written, a restart loses it: \(reason)")
        }
        await coordinator.adopt(history, remembering: remembered)
    }

    /// Reads the configuration again. A file that is refused changes nothing; one that is accepted changes only the
    /// nodes and settings that differ.
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
            await coordinator.addEvent(.reloaded, "configuration reloaded")
            logger.notice(
                "configuration reloaded: \(changes.isEmpty ? "no node changed" : changes.joined(separator: ", "))",
                metadata: ["MESSAGE_ID": "\(MessageID.reloaded.id)"])
            return .success(changed: changes)
        }
    }

    private func refuse(_ problems: [String]) async -> ReloadReply {
        await coordinator.reloadFailed(problems.joined(separator: "; "))
        await coordinator.addEvent(.reloadRefused, "configuration refused: \(problems.joined(separator: "; "))")
        let refused: Logger.Metadata = ["MESSAGE_ID": "\(MessageID.reloadRefused.id)"]
        for problem in problems { logger.error("configuration refused: \(problem)", metadata: refused) }
        return .error(problems: problems)
    }

    /// Reports to the journal and to systemd why replmon did not start.
    func failed(_ failure: StartFailure) async -> Int32 {
        for line in failure.description.split(separator: "\n") { logger.critical("\(line)") }
        notifier.status("not started: \(failure.description)")
        journal.close(within: .milliseconds(500))
        notifier.flush(within: .milliseconds(200))
        return failure.exitStatus
    }

    /// Ends everything within two seconds, whatever hangs: listeners, then polling, then notifications and logs.
    package func stop() async {
        notifier.stopping()
        logger.info("replmon stops", metadata: ["MESSAGE_ID": "\(MessageID.stopped.id)"])
        await coordinator.addEvent(.stopped, "replmon \(replmonVersion) stopped")
        await listeners.shutdown(within: .milliseconds(200))
        await Deadline.wait(.milliseconds(400), for: { [coordinator] in await coordinator.close() })
        await alertmanagers.drain(within: .milliseconds(400))
        await coordinator.history?.close(within: .milliseconds(300))
        journal.close(within: .milliseconds(200))
        notifier.flush(within: .milliseconds(200))
    }
}

/// Runs one reload at a time, in the order of the requests.
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
