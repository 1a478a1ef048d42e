import Alerting
import ReplicationCore
import TestSupport
import Testing

@testable import History

/// The state machine between random callers and a random disk. Each step runs one event.
struct HistorySimulation {
    /// The content of a file; its events and silences are numbers.
    private struct File {
        var events: [Int64] = []
        var silences: [String] = []
        var isDamaged = false

        mutating func write(_ batch: HistoryBatch) {
            events += batch.events.map(\.at.milliseconds)
            silences = batch.silences.map { $0.map(\.id) } ?? silences
        }

        var remembered: Remembered {
            var remembered = Remembered()
            remembered.silences = silences.map(HistorySimulation.silence)
            return remembered
        }
    }

    private let seed: UInt64
    private var random: Seeded
    private var script = HistoryScript()
    /// All files that ever were, those that were deleted or moved aside included.
    private var files: [Int: File] = [:]
    /// The file at the path.
    private var inPlace: Int?
    private var opened: Int?
    private var isFull = false
    private var isReadOnly = false
    /// The directory is not mounted.
    private var isMissing = false

    private var jobs: [HistoryMachine.Job] = []
    private var running: HistoryMachine.Job?
    private var actions: [HistoryAction] = []
    /// Whether a batch may be on disk twice.
    private var mayRepeat = false
    /// Whether the disk changed since the job began.
    private var isDisturbed = false

    private var lastNumber: Int64 = 0
    /// The silences that the caller has in force.
    private var inForce: [String] = []
    /// How many saves ended without failure while nothing disturbed the disk.
    private(set) var cleanSaves = 0
    /// How often the caller took content that was read late.
    private(set) var lateRestores = 0

    init(seed: UInt64) {
        self.seed = seed
        random = Seeded(state: seed)
        if chance(2) {
            inPlace = 0
            files[0] = File(silences: ["kept"])
        }
        isMissing = chance(4)
        isReadOnly = chance(4)
    }

    mutating func run(steps: Int) {
        enqueue(.start)
        for _ in 0..<Int.random(in: 0...6, using: &random) { work() }
        inForce = script.machine.answerStart().silences.map(\.id)
        for _ in 0..<steps {
            switch Int.random(in: 0..<10, using: &random) {
            case 0: record()
            case 1: disturb()
            case 2: enqueue(chance(2) ? .flush : .maintain)
            case 3: takeLateRestore()
            default: work()
            }
            check()
        }
        settle()
    }

    // MARK: Callers

    private mutating func record(silences: Bool? = nil) {
        lastNumber += 1
        var batch = HistoryBatch(events: [.at(lastNumber)])
        if silences ?? chance(2) {
            if chance(3) { inForce.append("\(lastNumber)") }
            batch.silences = inForce.map(Self.silence)
        }
        hand(script.feed(.record(batch)))
    }

    private mutating func takeLateRestore() {
        guard let late = script.machine.takeLateRestore() else { return }
        lateRestores += 1
        inForce = late.silences.map(\.id).filter { !inForce.contains($0) } + inForce
        record(silences: true)
    }

    private mutating func enqueue(_ job: HistoryMachine.Job) {
        switch job {
        case .start: hand(script.feed(.start))
        case .flush: hand(script.feed(.flush))
        case .maintain: hand(script.feed(.maintain))
        case .close: hand(script.feed(.close))
        case .save: break
        }
    }

    private mutating func hand(_ actions: [HistoryAction]) {
        for case .enqueue(let job) in actions { jobs.append(job) }
    }

    // MARK: Queue

    private mutating func work() {
        guard running != nil else {
            guard !jobs.isEmpty else { return }
            let job = jobs.removeFirst()
            running = job
            isDisturbed = false
            actions = script.feed(.begin(job))
            return
        }
        guard actions.isEmpty else {
            actions += perform(actions.removeFirst())
            return
        }
        if script.machine.failure == nil, !isDisturbed, running != .start { expectSaved() }
        actions = script.feed(.endJob)
        if actions.isEmpty { running = nil }
    }

    private mutating func perform(_ action: HistoryAction) -> [HistoryAction] {
        switch action {
        case .enqueue: return []
        case .open(let reads): return open(reads: reads)
        case .readCopy:
            let file = isMissing ? nil : inPlace.flatMap { files[$0] }
            return script.feed(.copyRead(file.flatMap { $0.isDamaged ? nil : $0.remembered }))
        case .checkPlace:
            let isInPlace = opened != nil && opened == inPlace
            // Written, and unmounted before that could be seen: written again later.
            if isInPlace, isMissing { mayRepeat = true }
            return script.feed(.inPlace(isInPlace && !isMissing))
        case .write(let batch):
            guard let opened, !isFull else { return script.feed(.failed(HistoryScript.full)) }
            if files[opened]?.isDamaged == true { return script.feed(.failed(HistoryScript.corrupt)) }
            files[opened]?.write(batch)
            return script.feed(.written)
        case .moveAside:
            opened = nil
            if isMissing { return script.feed(.failed(.unusable("No such file or directory"))) }
            inPlace = nil
            return script.feed(.movedAside)
        case .checkMovedAside: return script.feed(.asideExists(chance(2)))
        case .deleteOld: return script.feed(isFull ? .failed(HistoryScript.full) : .oldDeleted)
        case .close:
            opened = nil
            return []
        }
    }

    private mutating func open(reads: Bool) -> [HistoryAction] {
        opened = nil
        if isMissing || isReadOnly { return script.feed(.failed(.unusable("Read-only file system"))) }
        let path = inPlace ?? files.count
        if inPlace == nil {
            if isFull { return script.feed(.failed(HistoryScript.full)) }
            files[path] = File()
            inPlace = path
        }
        guard let file = files[path], !file.isDamaged else { return script.feed(.failed(HistoryScript.corrupt)) }
        opened = path
        return script.feed(.opened(reads ? file.remembered : nil))
    }

    private mutating func disturb() {
        isDisturbed = true
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1: isFull.toggle()
        case 2, 3: isMissing.toggle()
        case 4, 5: isReadOnly.toggle()
        case 6: if !isMissing { inPlace = nil }
        default: if let inPlace { files[inPlace]?.isDamaged = true }
        }
    }

    // MARK: Expectations

    /// Every event is on disk or waits, and waits once.
    private func check() {
        let unsaved = script.machine.unsavedEvents.map(\.at.milliseconds)
        #expect(zip(unsaved, unsaved.dropFirst()).allSatisfy(<), "seed \(seed): unsaved events \(unsaved)")
        let found = Set(files.values.flatMap(\.events)).union(unsaved)
        let missing = (1..<lastNumber + 1).filter { !found.contains($0) }
        #expect(missing == [], "seed \(seed): lost events")
        #expect(script.machine.queue.dropped == 0)
        let events = inPlace.flatMap { files[$0] }?.events ?? []
        var seen: Set<Int64> = []
        let first = events.filter { seen.insert($0).inserted }
        #expect(first == first.sorted(), "seed \(seed): events on disk \(events)")
        #expect(first == events || mayRepeat, "seed \(seed): events on disk \(events)")
        if case .available(let kept, _)? = script.machine.late, let inPlace, inPlace == opened, !isDisturbed,
            script.machine.step == .idle, case .late = script.machine.state
        {
            #expect(files[inPlace]?.silences == kept.silences.map(\.id), "seed \(seed): replaced before it was taken")
        }
    }

    /// After a save without failure nothing waits, and the file that was written is in its place.
    private mutating func expectSaved() {
        guard script.machine.step == .idle, !script.machine.queue.isUrgent, let inPlace else { return }
        cleanSaves += 1
        #expect(script.machine.unsavedEvents == [], "seed \(seed)")
        #expect(inPlace == opened, "seed \(seed)")
    }

    /// Without faults, everything reaches the disk, and closing it leaves it there.
    private mutating func settle() {
        (isFull, isMissing, isReadOnly) = (false, false, false)
        for _ in 0..<2 {
            enqueue(.flush)
            while running != nil || !jobs.isEmpty { work() }
            takeLateRestore()
            record(silences: true)
        }
        enqueue(.flush)
        while running != nil || !jobs.isEmpty { work() }
        check()
        #expect(script.machine.state == .open, "seed \(seed)")
        enqueue(.close)
        while running != nil || !jobs.isEmpty { work() }
        #expect(script.machine.state == .closed && opened == nil)
        #expect(inPlace.flatMap { files[$0] }?.silences == inForce, "seed \(seed)")
        #expect(script.machine.unsavedEvents == [])
    }

    // MARK: Random

    private mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &random) == 0 }

    private static func silence(_ id: String) -> Silence {
        Silence(
            id: id, matcher: AlertMatcher(cluster: "media"), startsAt: WallInstant(milliseconds: 0),
            endsAt: WallInstant(milliseconds: 1), author: "ana", reason: "test")
    }
}
