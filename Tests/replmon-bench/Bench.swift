import FoundationEssentials
import Glibc
import MongoProbe
import MongoReplication
import PostgresProbe
import ReplicationCore
import ReplicationLab

/// All measurements, one after the other, so that none affects another.
final class Bench {
    private static let polls = 2000
    private static let longRun = 10_000
    private static let scrapes = 1000

    private let stage: BenchStage
    private let binary: String
    private let pollingSeconds: Int
    private var report = BenchReport()

    init(replmon: String, pollingSeconds: Int) throws {
        binary = try ProgramFile.path(of: replmon, option: "--replmon")
        self.pollingSeconds = pollingSeconds
        say("starting PostgreSQL and MongoDB")
        stage = try BenchStage()
    }

    /// Ends and removes the servers.
    func end() {
        stage.end()
    }

    func measure() async throws -> BenchReport {
        try await measurePostgresProbe("db-a", subject: "PostgreSQL primary, one poll")
        try await measurePostgresProbe("db-b", subject: "PostgreSQL standby, one poll")
        try await measureMongoProbe(stage.mongoPrimary, subject: "MongoDB primary, one poll")
        try await measureBusyDaemon()
        try await measureIdleDaemon()
        try measureExporter()
        return report
    }

    // MARK: Probes

    private func measurePostgresProbe(_ name: String, subject: String) async throws {
        say(subject)
        let node = try stage.postgres.node(name)
        let probe = try stage.postgresProbe(name)
        try await measure(probe, subject: subject) { [self] poll in
            let before = try StatementWork(on: node)
            let run = try await poll()
            let work = try StatementWork(on: node) - before
            report.add(
                subject, "statements (round trips)", .ratio(work.statements, Self.polls),
                atMost: .count(1))
            report.add(
                subject, "server time", .milliseconds(work.time / Self.polls), atMost: .milliseconds(.milliseconds(1)))
            return run
        }
        await probe.close()
    }

    private func measureMongoProbe(_ member: MongoMember, subject: String) async throws {
        say(subject)
        let probe = try stage.mongoProbe(member)
        try await measure(probe, subject: subject) { [self] poll in
            let before = try CommandCount.of(member)
            let run = try await poll()
            let commands = try CommandCount.of(member) - before
            report.add(subject, "commands (round trips)", Quantity.ratio(commands, Self.polls).text)
            return run
        }
        await probe.close()
    }

    /// The cost of a poll, and a check that ten thousand polls leave nothing behind. `counted` surrounds the polls that
    /// are counted.
    private func measure(
        _ probe: some Probe, subject: String, counted: (() async throws -> PollRun) async throws -> PollRun
    ) async throws {
        _ = try await PollRun.polls(100, of: probe)
        let first = try ProcessUsage(of: getpid())
        let run = try await counted { try await PollRun.polls(Self.polls, of: probe) }
        report.add(
            subject, "client CPU", .milliseconds(run.processorTimePerPoll), atMost: .milliseconds(.microseconds(500)))
        report.add(subject, "wall p50", Quantity.milliseconds(run.wall.median).text)
        report.add(subject, "wall p99", Quantity.milliseconds(run.wall.percentile(99)).text)
        _ = try await PollRun.polls(Self.longRun - Self.polls, of: probe)
        let last = try ProcessUsage(of: getpid())
        report.add(subject, "descriptors after 100 polls", Quantity.count(first.descriptors).text)
        // A duplicate of a socket or two may be about to be closed at either time.
        report.add(
            subject, "descriptors after 10,000 polls", .count(last.descriptors), atMost: .count(first.descriptors + 2))
        report.add(subject, "threads after 100 and 10,000 polls", "\(first.threads), \(last.threads)")
        report.add(subject, "resident after 100 polls", Quantity.mebibytes(first.residentBytes).text)
        report.add(
            subject, "resident after 10,000 polls", .mebibytes(last.residentBytes),
            atMost: .mebibytes(first.residentBytes + (1 << 20)))
    }

    // MARK: Daemon

    private func measureBusyDaemon() async throws {
        let subject = "replmon, \(DaemonRun.nodes) nodes every 1 s"
        say("\(subject), for \(pollingSeconds) s")
        let daemon = try await DaemonRun(binary, stage: stage, pollInterval: "1s")
        let used = try await processorTime(of: daemon.pid, over: .seconds(pollingSeconds))
        let polls = DaemonRun.nodes * pollingSeconds
        report.add(
            subject, "private memory", .mebibytes(try ProcessUsage.privateBytes(of: daemon.pid)),
            atMost: .mebibytes(12 << 20))
        let anonymous = try ProcessUsage.anonymousBytes(of: daemon.pid)
        report.add(subject, "private memory without pages of files", Quantity.mebibytes(anonymous).text)
        let usage = try ProcessUsage(of: daemon.pid)
        report.add(subject, "resident memory", Quantity.mebibytes(usage.residentBytes).text)
        report.add(subject, "threads", "\(usage.threads)")
        report.add(subject, "CPU of one poll, evaluation included", Quantity.milliseconds(used / polls).text)
        try measureScrapes(of: daemon, subject: "replmon, one scrape")
        try daemon.stop()
    }

    private func measureScrapes(of daemon: DaemonRun, subject: String) throws {
        let client = try ScrapeClient(port: daemon.port)
        let before = try ProcessUsage.processorTime(of: daemon.pid)
        for (compressed, suffix) in [(false, ""), (true, ", gzip")] {
            let run = try client.scrapes(Self.scrapes, compressed: compressed)
            report.add(subject, "wall p50\(suffix)", Quantity.milliseconds(run.wall.median).text)
            report.add(
                subject, "wall p99\(suffix)", .milliseconds(run.wall.percentile(99)),
                atMost: .milliseconds(.milliseconds(2)))
            report.add(subject, "body\(suffix)", "\(run.bodyBytes) bytes")
        }
        let used = try ProcessUsage.processorTime(of: daemon.pid) - before
        report.add(subject, "CPU", Quantity.milliseconds(used / (2 * Self.scrapes)).text)
    }

    private func measureIdleDaemon() async throws {
        let subject = "replmon, \(DaemonRun.nodes) nodes every 5 s"
        say("\(subject), for 20 s")
        let daemon = try await DaemonRun(binary, stage: stage, pollInterval: "5s")
        let used = try await processorTime(of: daemon.pid, over: .seconds(20))
        report.add(subject, "CPU", Quantity.percent(used / .seconds(20)).text)
        try await measureScrapeStatements(daemon)
        try await measurePostmasterKills(daemon)
        try await measureMongodKills(daemon)
        try daemon.stop()
    }

    private func processorTime(of pid: Int32, over duration: Duration) async throws -> Duration {
        let before = try ProcessUsage.processorTime(of: pid)
        try await Task.sleep(for: duration)
        return try ProcessUsage.processorTime(of: pid) - before
    }

    /// Right after a poll, with five seconds to the next.
    private func measureScrapeStatements(_ daemon: DaemonRun) async throws {
        let node = try stage.postgres.node("db-a")
        let client = try ScrapeClient(port: daemon.port)
        try await daemon.waitUntilPolled(node.name, cluster: "orders")
        let before = try StatementWork(on: node)
        _ = try client.scrapes(Self.scrapes, compressed: false)
        let work = try StatementWork(on: node) - before
        report.add(
            "replmon, one scrape", "statements sent to the primary by 1,000", .count(work.statements),
            atMost: .count(0))
    }

    private func measurePostmasterKills(_ daemon: DaemonRun) async throws {
        say("killing a postmaster ten times")
        let node = try stage.postgres.node("db-a")
        var reactions = LatencySamples()
        for _ in 0..<10 {
            let file = "\(node.directory)/postmaster.pid"
            reactions.add(try await reaction(of: daemon, toKilling: file, node: node.name, cluster: "orders"))
            try node.kill()
            try node.start()
        }
        add(reactions, subject: "kill -9 of the primary's postmaster to /api/v1/status")
    }

    private func measureMongodKills(_ daemon: DaemonRun) async throws {
        say("killing a mongod five times")
        var reactions = LatencySamples()
        for _ in 0..<5 {
            let member = try stage.mongoSecondary
            let file = "\(stage.lab.directory)/\(member.name)/mongod.lock"
            reactions.add(try await reaction(of: daemon, toKilling: file, node: member.address, cluster: "media"))
            try member.kill()
            try member.start()
            try stage.mongo.waitUntilComplete()
        }
        add(reactions, subject: "kill -9 of a secondary's mongod to /api/v1/status")
    }

    private func add(_ reactions: LatencySamples, subject: String) {
        report.add(subject, "p50 of \(reactions.count)", Quantity.milliseconds(reactions.median).text)
        report.add(
            subject, "max of \(reactions.count)", .milliseconds(reactions.maximum),
            atMost: .milliseconds(.milliseconds(100)))
    }

    /// Kills the process that a file names, between two polls of its node: right after one, replmon holds the next back
    /// for up to a tenth of a second.
    private func reaction(
        of daemon: DaemonRun, toKilling pidFile: String, node: String, cluster: String
    ) async throws -> Duration {
        try await daemon.waitUntilPolled(node, cluster: cluster)
        try await Task.sleep(for: .milliseconds(300))
        // Read only now: a server that has just been started may not have replaced the file that a killed one left.
        let pid = try Self.pid(inFile: pidFile)
        let start = ContinuousClock.now
        kill(pid, SIGKILL)
        try await waitUntil("\(node) to be unreachable in the status", poll: .milliseconds(1)) {
            try await !daemon.isReachable(node, cluster: cluster)
        }
        return ContinuousClock.now - start
    }

    private static func pid(inFile path: String) throws -> Int32 {
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        guard let pid = text.split(separator: "\n").first.flatMap({ Int32($0) }), pid > 1 else {
            throw BenchError("\(path) names no process")
        }
        return pid
    }

    // MARK: Another exporter

    /// Debian's exporter on the same primary, each scrape of which asks the server.
    private func measureExporter() throws {
        let subject = "postgres_exporter, one scrape of the primary"
        guard ExporterRun.isInstalled else {
            return report.add(subject, "not measured: install prometheus-postgres-exporter", "")
        }
        say(subject)
        let node = try stage.postgres.node("db-a")
        let exporter = try ExporterRun(on: node, in: stage.lab)
        let before = try StatementWork(on: node)
        let run = try exporter.scrapes(200)
        let work = try StatementWork(on: node) - before
        report.add(subject, "wall p50", Quantity.milliseconds(run.wall.median).text)
        report.add(subject, "exporter CPU", Quantity.milliseconds(run.processorTimePerScrape).text)
        report.add(subject, "server time", Quantity.milliseconds(work.time / run.wall.count).text)
        report.add(subject, "statements", Quantity.ratio(work.statements, run.wall.count).text)
        report.add(
            subject, "private memory", Quantity.mebibytes(try ProcessUsage.privateBytes(of: exporter.pid)).text)
        report.add(
            subject, "private memory without pages of files",
            Quantity.mebibytes(try ProcessUsage.anonymousBytes(of: exporter.pid)).text)
        try exporter.stop()
    }
}
