internal import Alerting
internal import Dispatch
internal import QueueExecutor
internal import ReplicationCore

/// Writes what is in the outbox, on a queue of its own that may block for as long as the disk does.
actor HistoryWriter {
    nonisolated let executor = QueueExecutor(label: "replmon.history", qos: .utility)
    private let place: HistoryFile
    private let outbox: Outbox
    private var database: HistoryDatabase?
    /// Whether what was kept is known, be it from a copy of a file that may only be read.
    private var isKnown = false
    /// Whether it was read from the file that is written.
    private var isRead = false
    private var steadiness: ClockSteadiness?
    private var isClosed = false

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init(place: HistoryFile, outbox: Outbox) {
        self.place = place
        self.outbox = outbox
    }

    /// Runs `body` on the queue, then writes what became urgent meanwhile; `then` gets the result.
    nonisolated func enqueue<Value>(
        _ body: @escaping @Sendable (isolated HistoryWriter) -> Value, then: @escaping @Sendable (Value) -> Void
    ) {
        executor.queue.async {
            self.assumeIsolated { writer in
                let value = body(writer)
                while writer.outbox.finish() { writer.save() }
                then(value)
            }
        }
    }

    /// Opens the database for the first time; the outbox has what it holds.
    func start(wallNow: WallInstant) {
        do throws(HistoryFailure) {
            try open(wallNow: wallNow).write(HistoryBatch())
            outbox.saved()
        } catch {
            outbox.fail(text(error))
            if !isKnown, let copied = HistoryDatabase.rememberedFromCopy(of: place) {
                begin(with: copied, wallNow: wallNow)
            }
        }
    }

    /// Writes all that waits. After a failure it is `save(again: true)` that tries anew.
    func save(again: Bool = false) {
        let hasFailed = outbox.failure != nil
        guard !isClosed, again || !hasFailed else { return }
        var batch = HistoryBatch()
        do throws(HistoryFailure) {
            // What the file holds must be known before anything is taken that would replace it.
            if !isRead { _ = try open(wallNow: MonotonicClock.wallNow()) }
            batch = outbox.take()
            if batch.isEmpty, !hasFailed, database?.isInPlace == true { return outbox.saved() }
            try write(batch)
            outbox.saved()
        } catch {
            outbox.putBack(batch, failure: text(error))
        }
    }

    /// What comes up once a minute: samples are written, what failed is tried again, what is old is deleted.
    func maintain(wallNow: WallInstant) {
        defer { outbox.endMaintenance() }
        save(again: true)
        if let file = outbox.movedAside, HistoryFile.identity(of: file) == nil { outbox.forgetMovedAside() }
        let isSteady = steadiness?.isSteady(wallNow: wallNow, now: MonotonicClock.now()) ?? false
        guard outbox.failure == nil, let database else { return }
        do throws(HistoryFailure) {
            try database.thin(wallNow: wallNow, isSteady: isSteady)
        } catch {
            outbox.fail(text(error))
            save(again: true)
        }
    }

    /// Writes what waits and ends; nothing is written after it.
    func close() {
        save(again: true)
        isClosed = true
        closeDatabase()
        outbox.fail("\(place.path): closed")
    }

    // MARK: Reading

    /// Those on disk; none when they cannot be read.
    func events(since: WallInstant?, limit: Int) -> [Event] {
        read { database throws(HistoryFailure) in try database.events(since: since, limit: limit) }
    }

    /// Those on disk; none when they cannot be read.
    func lagSamples(cluster: String, node: String, since: WallInstant) -> [LagSample] {
        read { database throws(HistoryFailure) in
            try database.lagSamples(cluster: cluster, node: node, since: since)
        }
    }

    /// A database that cannot be read is looked at anew, and moved aside when that is what it takes.
    private func read<Item>(_ body: (HistoryDatabase) throws(HistoryFailure) -> [Item]) -> [Item] {
        guard let database else { return [] }
        do throws(HistoryFailure) {
            return try body(database)
        } catch {
            if outbox.failure == nil {
                outbox.fail(text(error))
                save(again: true)
            }
            return []
        }
    }

    // MARK: Writing

    /// Writes a batch into the database that the next start will read; a damaged one is moved aside, and one that is
    /// gone made anew, with all that is known.
    private func write(_ batch: HistoryBatch) throws(HistoryFailure) {
        if let database, database.isInPlace, outbox.failure == nil {
            do throws(HistoryFailure) {
                try database.write(batch)
                if database.isInPlace { return }
            } catch .damaged(let reason) {
                closeDatabase()
                try setAside(reason, wallNow: MonotonicClock.wallNow())
            } catch {
                throw error
            }
        }
        let database = try open(wallNow: MonotonicClock.wallNow())
        try database.write(outbox.completing(batch))
    }

    /// Opens the database; what lies there and cannot be used is moved aside, once.
    private func open(wallNow: WallInstant) throws(HistoryFailure) -> HistoryDatabase {
        closeDatabase()
        do throws(HistoryFailure) {
            return try openWhatIsThere(wallNow: wallNow)
        } catch .damaged(let reason) {
            try setAside(reason, wallNow: wallNow)
            return try openWhatIsThere(wallNow: wallNow)
        } catch {
            throw error
        }
    }

    private func openWhatIsThere(wallNow: WallInstant) throws(HistoryFailure) -> HistoryDatabase {
        let opened = try HistoryDatabase(opening: place)
        if !isRead {
            do throws(HistoryFailure) {
                begin(with: try opened.remembered(), wallNow: wallNow)
                isRead = true
            } catch {
                opened.close()
                throw error
            }
        }
        database = opened
        return opened
    }

    private func begin(with remembered: Remembered, wallNow: WallInstant) {
        isKnown = true
        steadiness = ClockSteadiness(lastAliveAt: remembered.aliveAt, wallNow: wallNow, now: MonotonicClock.now())
        outbox.begin(with: remembered)
    }

    private func setAside(_ reason: String, wallNow: WallInstant) throws(HistoryFailure) {
        do throws(HistoryFailure) {
            outbox.startedAnew(
                file: try place.moveAside(at: wallNow), reason: reason, lost: isKnown ? .events : .everything)
        } catch {
            throw .unusable("\(text(error)) (\(reason))")
        }
    }

    private func closeDatabase() {
        database?.close()
        database = nil
    }

    private func text(_ failure: HistoryFailure) -> String {
        switch failure {
        case .damaged(let reason): "\(place.path): \(reason)"
        case .unusable(let reason): reason
        }
    }
}
