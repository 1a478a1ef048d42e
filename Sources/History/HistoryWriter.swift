internal import Alerting
internal import Dispatch
internal import QueueExecutor
internal import ReplicationCore
internal import Synchronization

/// Drives ``HistoryMachine``: feeds it events, and runs the actions that it returns, on a queue that may block for as
/// long as the disk does.
///
/// The lock is held for one event and never while an action runs, so that callers do not wait for the disk.
actor HistoryWriter {
    nonisolated let executor = QueueExecutor(label: "replmon.history", qos: .utility)
    private nonisolated let machine: Mutex<HistoryMachine>
    /// `nil`: in memory only.
    private let file: HistoryFile?
    private var database: HistoryDatabase?

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init(file: HistoryFile?, machine: HistoryMachine) {
        self.file = file
        self.machine = Mutex(machine)
    }

    // MARK: From any thread

    /// Feeds one event, or asks one question.
    nonisolated func feed<Value: Sendable>(_ event: (inout HistoryMachine) -> Value) -> Value {
        machine.withLock { machine in event(&machine) }
    }

    /// Hands the jobs among `actions` to the queue. `clocks`: the time of the jobs; `nil` for the time at which each
    /// begins. `then` gets `result`, as it is when a job has ended.
    nonisolated func enqueue<Value: Sendable>(
        _ actions: [HistoryAction], at clocks: HistoryMachine.Clocks? = nil,
        result: @escaping @Sendable (HistoryMachine) -> Value, then: @escaping @Sendable (Value) -> Void
    ) {
        for case .enqueue(let job) in actions {
            onQueue { writer in
                writer.run(writer.feed { machine in machine.begin(job, at: clocks ?? Self.readClocks()) })
                return writer.feed { result($0) }
            } then: {
                then($0)
            }
        }
    }

    /// Hands the jobs among `actions` to the queue, without waiting for them.
    nonisolated func enqueue(_ actions: [HistoryAction], at clocks: HistoryMachine.Clocks? = nil) {
        enqueue(actions, at: clocks, result: { _ in }, then: { _ in })
    }

    /// Runs `query` on the queue; `then` gets what it found, nothing if it failed, followed by the `unsaved` items.
    nonisolated func read<Item: Sendable>(
        _ query: @escaping @Sendable (HistoryDatabase) throws(HistoryFailure) -> [Item],
        unsaved: @escaping @Sendable (HistoryMachine) -> [Item], then: @escaping @Sendable ([Item]) -> Void
    ) {
        onQueue({ writer in writer.find(query) + writer.feed { unsaved($0) } }, then: then)
    }

    private nonisolated func onQueue<Value: Sendable>(
        _ job: @escaping @Sendable (isolated HistoryWriter) -> Value, then: @escaping @Sendable (Value) -> Void
    ) {
        executor.queue.async {
            self.assumeIsolated { writer in
                let value = job(writer)
                writer.endJob()
                then(value)
            }
        }
    }

    private static func readClocks() -> HistoryMachine.Clocks {
        HistoryMachine.Clocks(now: MonotonicClock.now(), wallNow: MonotonicClock.wallNow())
    }

    // MARK: On the queue

    private func find<Item>(_ query: (HistoryDatabase) throws(HistoryFailure) -> [Item]) -> [Item] {
        guard let database else { return [] }
        do throws(HistoryFailure) {
            return try query(database)
        } catch {
            run(feed { $0.readFailed(error, at: Self.readClocks()) })
            return []
        }
    }

    private func endJob() {
        while true {
            let more = feed { $0.endJob(at: Self.readClocks()) }
            if more.isEmpty { return }
            run(more)
        }
    }

    /// Runs actions, then those that their results return, until there are none.
    private func run(_ actions: [HistoryAction]) {
        guard let file else { return }
        var waiting = actions[...]
        while let action = waiting.popFirst() {
            do throws(HistoryFailure) {
                waiting += try run(action, on: file)
            } catch {
                waiting += feed { $0.failed(error) }
            }
        }
    }

    /// Runs one action and feeds its result; returns the actions that follow.
    private func run(_ action: HistoryAction, on file: HistoryFile) throws(HistoryFailure) -> [HistoryAction] {
        switch action {
        case .enqueue:
            enqueue([action])
            return []
        case .open(let reads):
            let remembered = try open(file, reads: reads)
            return feed { $0.opened(remembered) }
        case .readCopy:
            let remembered = HistoryDatabase.rememberedFromCopy(of: file)
            return feed { $0.copyRead(remembered) }
        case .checkPlace:
            let isInPlace = database?.isInPlace ?? false
            return feed { $0.placeChecked(isInPlace: isInPlace) }
        case .write(let batch):
            guard let database else { throw .unusable("\(file.path): not open") }
            try database.write(batch)
            return feed { $0.written() }
        case .moveAside(let wallNow):
            closeDatabase()
            let path = try file.moveAside(at: wallNow)
            return feed { $0.movedAside(to: path, at: MonotonicClock.now()) }
        case .checkMovedAside(let path):
            let exists = HistoryFile.identity(of: path) != nil
            return feed { $0.movedAsideChecked(exists: exists) }
        case .deleteOld(let wallNow, let isSteady):
            try database?.thin(wallNow: wallNow, isSteady: isSteady)
            return feed { $0.oldDeleted() }
        case .close:
            closeDatabase()
            return []
        }
    }

    private func open(_ file: HistoryFile, reads: Bool) throws(HistoryFailure) -> Remembered? {
        closeDatabase()
        let opened = try HistoryDatabase(opening: file)
        do throws(HistoryFailure) {
            let remembered = reads ? try opened.remembered() : nil
            database = opened
            return remembered
        } catch {
            opened.close()
            throw error
        }
    }

    private func closeDatabase() {
        database?.close()
        database = nil
    }
}
