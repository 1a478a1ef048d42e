import Alerting
import ReplicationCore
import Testing

@testable import History
@testable import history_probe

/// Event by event, which actions the machine returns and which state it reaches.
struct HistoryMachineTests {
    static let event = HistoryBatch(events: [.at(1)])
    static let another = HistoryBatch(events: [.at(2)])
    static let fullText = "/state/history.db: No space left on device"

    static func both(_ first: HistoryBatch, _ second: HistoryBatch) -> HistoryBatch {
        first.followed(by: second)
    }

    // MARK: Opening

    @Test("A file that can be opened is read, then written to once, which shows that the disk takes it")
    func opens() {
        var script = HistoryScript()
        #expect(script.machine.state == .opening)
        script.play([
            (.start, [.enqueue(.start)]), (.begin(.start), [.open(reads: true)]),
            (.opened(.numbered(4)), [.write(HistoryBatch())]), (.written, []), (.endJob, []),
        ])
        #expect(script.machine.state == .open && script.health == .saved)
        #expect(script.machine.answerStart() == .numbered(4))
        #expect(script.machine.takeLateRestore() == nil)
    }

    @Test("A file that may only be read is read from a copy, and read again once it can be opened")
    func readOnly() {
        let readOnly = "/state/history.db: Read-only file system"
        var script = HistoryScript()
        script.play([
            (.start, [.enqueue(.start)]), (.begin(.start), [.open(reads: true)]),
            (.failed(.unusable(readOnly)), [.readCopy]), (.copyRead(.numbered(4)), []), (.endJob, []),
        ])
        #expect(script.machine.state == .memoryOnly(reason: readOnly, file: .readFromCopy, late: nil))
        #expect(script.machine.answerStart() == .numbered(4))
        script.play([
            (.flush, [.enqueue(.flush)]), (.begin(.flush), [.open(reads: true)]),
            (.opened(.numbered(4)), [.write(Remembered.numbered(4).batch)]), (.written, []), (.endJob, []),
        ])
        #expect(script.machine.state == .open && script.machine.takeLateRestore() == nil)
    }

    @Test("What is recorded while the file is opened is written after it")
    func recordedWhileOpening() {
        var script = HistoryScript()
        script.play([
            (.start, [.enqueue(.start)]), (.begin(.start), [.open(reads: true)]), (.record(Self.event), []),
            (.opened(Remembered()), [.write(HistoryBatch())]), (.written, []), (.endJob, [.checkPlace]),
            (.inPlace(true), [.write(Self.event)]), (.written, [.checkPlace]), (.inPlace(true), []), (.endJob, []),
        ])
        #expect(script.machine.unsavedEvents == [])
    }

    // MARK: Late

    @Test("A file that is opened after replmon started replaces no table on disk until its content is in force")
    func openedLate() {
        var script = HistoryScript.late(holding: .numbered(4))
        let kept = Remembered.numbered(4)
        #expect(script.machine.state == .late(.available(kept, new: kept)))
        #expect(script.machine.failure?.hasSuffix("is not in force yet") == true)
        // Events are written, with the tables of the file; silences wait.
        script.play([
            (.record(HistoryBatch(silences: [], events: [.at(1)])), []), (.flush, [.enqueue(.flush)]),
            (.begin(.flush), [.open(reads: false)]),
            (.opened(nil), [.write(Self.both(kept.batch, Self.event))]), (.written, []), (.endJob, []),
        ])
        #expect(script.machine.takeLateRestore() == kept)
        #expect(script.machine.state == .late(.taken(kept)) && script.machine.takeLateRestore() == nil)
        // The next batch puts it in force. Tables recorded before it are forgotten.
        let batch = HistoryBatch(alerts: kept.alerts, silences: kept.silences)
        script.play([
            (.record(batch), [.enqueue(.save)]), (.begin(.save), [.checkPlace]),
            (.inPlace(true), [.write(batch)]), (.written, [.checkPlace]), (.inPlace(true), []), (.endJob, []),
        ])
        #expect(script.machine.state == .open && script.health == .saved)
    }

    @Test("A start that did not wait long enough gets the content late")
    func answeredBeforeItWasRead() {
        var script = HistoryScript()
        script.play([(.start, [.enqueue(.start)]), (.begin(.start), [.open(reads: true)])])
        #expect(script.machine.answerStart() == Remembered())
        script.play([(.opened(.numbered(4)), [.write(HistoryBatch())]), (.written, []), (.endJob, [])])
        #expect(script.machine.state == .late(.available(.numbered(4), new: .numbered(4))))
    }

    @Test("A new, empty file that is made late has nothing to put in force")
    func madeLate() {
        let script = HistoryScript.late(holding: Remembered())
        #expect(script.machine.state == .open && script.health == .saved)
    }

    @Test("Only the part that the start did not have is late")
    func newPartOnly() {
        var known = Remembered.numbered(4)
        var script = HistoryScript()
        script.play([
            (.start, [.enqueue(.start)]), (.begin(.start), [.open(reads: true)]),
            (.failed(HistoryScript.full), [.readCopy]),
            (.copyRead(known), []), (.endJob, []),
        ])
        #expect(script.machine.answerStart() == known)
        let started = script
        // The same again with other texts: nothing that would have to be put in force.
        for index in known.alerts.indices { known.alerts[index].summary += "!" }
        script.play([(.begin(.flush), [.open(reads: true)])])
        _ = script.feed(.opened(known))
        script.play([(.written, []), (.endJob, [])])
        #expect(script.machine.takeLateRestore() == nil && script.machine.failure == nil)

        var more = known
        let silence = Silence(
            id: "new", matcher: AlertMatcher(cluster: "media"), startsAt: WallInstant(milliseconds: 50),
            endsAt: WallInstant(milliseconds: 90), author: "ana", reason: "while it was away")
        more.silences.append(silence)
        script = started
        script.play([(.begin(.flush), [.open(reads: true)])])
        _ = script.feed(.opened(more))
        script.play([(.written, []), (.endJob, [])])
        #expect(script.machine.failure != nil)
        let late = script.machine.takeLateRestore()
        #expect(late?.silences == [silence] && late?.alerts == [] && late?.rollbackIDs == [])
    }

    @Test("A late file on a disk that then fails stays late in memory, and is late again once it can be written")
    func lateAndFull() {
        var script = HistoryScript.late(holding: .numbered(4))
        let kept = Remembered.numbered(4)
        script.play([
            (.begin(.flush), [.open(reads: false)]), (.failed(HistoryScript.full), []), (.endJob, []),
        ])
        let late = HistoryMachine.LateRestore.available(kept, new: kept)
        #expect(script.machine.state == .memoryOnly(reason: Self.fullText, file: .read, late: late))
        script.play([
            (.begin(.flush), [.open(reads: false)]), (.opened(nil), [.write(kept.batch)]), (.written, []),
            (.endJob, []),
        ])
        #expect(script.machine.state == .late(late))
    }

    // MARK: Full, gone

    @Test("A full disk: batches wait in memory, each flush tries again, and the freed disk gets all of them")
    func fullThenFreed() {
        var script = HistoryScript.open()
        script.play([
            (.record(Self.event), [.enqueue(.save)]), (.begin(.save), [.checkPlace]),
            (.inPlace(true), [.write(Self.event)]), (.failed(HistoryScript.full), []), (.endJob, []),
        ])
        #expect(script.machine.state == .memoryOnly(reason: Self.fullText, file: .read, late: nil))
        #expect(script.health == .memoryOnly(reason: Self.fullText) && script.machine.unsavedEvents == [.at(1)])
        // A file that is opened anew gets the latest tables too, in case it is new.
        let all = Self.both(Remembered().batch, Self.both(Self.event, Self.another))
        script.play([
            // No job for a disk that failed: maintenance tries again, and so does a flush.
            (.record(Self.another), []), (.begin(.save), []), (.endJob, []),
            (.flush, [.enqueue(.flush)]), (.begin(.flush), [.open(reads: false)]),
            (.opened(nil), [.write(all)]), (.failed(HistoryScript.full), []), (.endJob, []),
            (.maintain, [.enqueue(.maintain)]), (.begin(.maintain), [.open(reads: false)]),
            (.opened(nil), [.write(all)]),
            (.written, [.deleteOld(wallNow: HistoryScript.wallNow, isSteady: true)]), (.oldDeleted, []), (.endJob, []),
        ])
        #expect(script.machine.state == .open && script.health == .saved && script.machine.unsavedEvents == [])
    }

    @Test("A file that is gone is made anew with the latest tables", arguments: [false, true])
    func gone(isWritten: Bool) {
        let latest = Remembered.numbered(4).batch
        var script = HistoryScript.open(holding: .numbered(4))
        script.play([(.record(Self.event), [.enqueue(.save)]), (.begin(.save), [.checkPlace])])
        if isWritten { script.play([(.inPlace(true), [.write(Self.event)]), (.written, [.checkPlace])]) }
        script.play([
            (.inPlace(false), [.open(reads: false)]), (.opened(nil), [.write(Self.both(latest, Self.event))]),
            (.written, []), (.endJob, []),
        ])
        #expect(script.machine.state == .open && script.health == .saved)
    }

    @Test("With nothing to write, maintenance checks that the file is there")
    func nothingToWrite() {
        var script = HistoryScript.open(holding: .numbered(4))
        script.play([
            (.maintain, [.enqueue(.maintain)]), (.maintain, []), (.begin(.maintain), [.checkPlace]),
            (.inPlace(true), [.deleteOld(wallNow: HistoryScript.wallNow, isSteady: false)]), (.oldDeleted, []),
            (.endJob, []), (.maintain, [.enqueue(.maintain)]),
        ])
    }

    @Test("A deletion that fails is followed by another attempt to write")
    func deletionFails() {
        var script = HistoryScript.open()
        script.play([
            (.maintain, [.enqueue(.maintain)]), (.begin(.maintain), [.checkPlace]),
            (.inPlace(true), [.deleteOld(wallNow: HistoryScript.wallNow, isSteady: true)]),
            (.failed(HistoryScript.full), [.open(reads: false)]), (.maintain, []), (.failed(HistoryScript.full), []),
            (.endJob, []), (.maintain, [.enqueue(.maintain)]),
        ])
        #expect(script.health == .memoryOnly(reason: Self.fullText))
    }

    // MARK: Closed

    @Test(
        "Closed while a write is under way: the write ends, what was recorded since is written, then the file is closed"
    )
    func closedWhileWriting() {
        var script = HistoryScript.open()
        script.play([
            (.record(Self.event), [.enqueue(.save)]), (.begin(.save), [.checkPlace]),
            (.inPlace(true), [.write(Self.event)]), (.close, [.enqueue(.close)]), (.written, [.checkPlace]),
            (.record(Self.another), []), (.inPlace(true), []),
            (.endJob, [.checkPlace]), (.inPlace(true), [.write(Self.another)]), (.written, [.checkPlace]),
            (.inPlace(true), []), (.endJob, []),
            (.begin(.close), [.checkPlace]), (.inPlace(true), [.close]), (.endJob, []),
        ])
        #expect(script.machine.state == .closed && script.machine.unsavedEvents == [])
    }

    @Test("Closed while a write fails: it is tried once more")
    func closedWhileAWriteFails() {
        var script = HistoryScript.open()
        script.play([
            (.record(Self.event), [.enqueue(.save)]), (.begin(.save), [.checkPlace]),
            (.inPlace(true), [.write(Self.event)]), (.close, [.enqueue(.close)]), (.failed(HistoryScript.full), []),
            (.endJob, []), (.begin(.close), [.open(reads: false)]),
            (.opened(nil), [.write(Self.both(Remembered().batch, Self.event))]),
            (.failed(HistoryScript.full), [.close]), (.endJob, []),
        ])
        #expect(script.machine.state == .closed)
    }

    @Test("Nothing is done in the state closed")
    func closed() {
        var script = HistoryScript.open()
        script.play([
            (.close, [.enqueue(.close)]), (.close, [.enqueue(.close)]), (.maintain, [.enqueue(.maintain)]),
            (.begin(.close), [.checkPlace]), (.inPlace(true), [.close]), (.endJob, []),
            // Jobs that were handed over before.
            (.begin(.close), [.close]), (.endJob, []), (.begin(.maintain), []), (.endJob, []),
            (.record(Self.event), []), (.flush, []), (.maintain, []), (.close, []),
        ])
        #expect(script.health == .memoryOnly(reason: "/state/history.db: closed"))
    }

    // MARK: Limits

    @Test("A queue at its limit drops the oldest events, those of a failed write first")
    func queueAtItsLimit() {
        let limit = Int64(WriteQueue.limit)
        var script = HistoryScript.open()
        script.play([
            (.record(Self.event), [.enqueue(.save)]), (.begin(.save), [.checkPlace]),
            (.inPlace(true), [.write(Self.event)]),
            (.record(HistoryBatch(events: (0..<limit).map { .at(100 + $0) })), []),
        ])
        #expect(script.machine.queue.dropped == 0 && script.machine.unsavedEvents.first == .at(1))
        script.play([(.failed(HistoryScript.full), []), (.endJob, [])])
        #expect(script.machine.queue.dropped == 1)
        #expect(script.machine.unsavedEvents.count == WriteQueue.limit)
        #expect(script.machine.unsavedEvents.first == .at(100))
    }

    @Test("Lag samples wait for maintenance, unless they are many")
    func samplesWait() {
        let sample = LagSample(cluster: "orders", node: "db-a", at: WallInstant(milliseconds: 0), lag: nil)
        var script = HistoryScript.open()
        script.play([
            (.record(HistoryBatch(lagSamples: [sample])), []),
            (.record(HistoryBatch(lagSamples: Array(repeating: sample, count: WriteQueue.manySamples - 2))), []),
            (.record(HistoryBatch(lagSamples: [sample])), [.enqueue(.save)]),
            // The queue has a job: what comes now is written after it.
            (.record(Self.event), []),
        ])
    }

    @Test("A disk that has not answered for longer than the patience counts as hung, until it does")
    func hung() {
        var script = HistoryScript.open()
        script.play([(.record(Self.event), [.enqueue(.save)]), (.begin(.save), [.checkPlace])])
        script.now = 5
        #expect(script.health == .saved && script.canRead)
        script.now = 6
        #expect(script.health == .memoryOnly(reason: "/state/history.db: the disk does not answer"))
        #expect(!script.canRead)
        script.play([
            (.flush, []), (.record(Self.another), []), (.inPlace(true), [.write(Self.event)]),
            (.written, [.checkPlace]), (.inPlace(true), []), (.endJob, [.checkPlace]),
            (.inPlace(true), [.write(Self.another)]), (.written, [.checkPlace]), (.inPlace(true), []), (.endJob, []),
        ])
        #expect(script.health == .saved && script.canRead)
    }

    @Test("Without a file no event returns an action")
    func withoutAFile() {
        var script = HistoryScript()
        script.machine = HistoryMachine(withoutFile: "no state directory is configured", patience: .seconds(5))
        script.play([(.record(Self.event), []), (.flush, []), (.maintain, []), (.close, []), (.start, [])])
        #expect(script.health == .memoryOnly(reason: "no state directory is configured") && !script.canRead)
        #expect(script.machine.unsavedEvents == [.at(1)])
    }

    @Test("A result that the machine does not wait for changes nothing")
    func strayResults() {
        var script = HistoryScript.open()
        script.play([
            (.opened(.numbered(4)), []), (.copyRead(.numbered(4)), []), (.inPlace(false), []), (.written, []),
            (.movedAside, []), (.asideExists(false), []), (.oldDeleted, []), (.failed(HistoryScript.full), []),
        ])
        #expect(script.machine.state == .open && script.health == .saved)
    }
}
