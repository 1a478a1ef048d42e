import Alerting
import ReplicationCore
import Testing

@testable import History
@testable import history_probe

/// Files that are damaged, at the start or later.
extension HistoryMachineTests {
    @Test("A damaged file at the start is moved aside, and a new one is made")
    func damagedAtTheStart() {
        var script = HistoryScript()
        script.play([
            (.start, [.enqueue(.start)]), (.begin(.start), [.open(reads: true)]),
            (.failed(HistoryScript.corrupt), [.moveAside(at: HistoryScript.wallNow)]),
            (.movedAside, [.open(reads: true)]), (.opened(Remembered()), [.write(HistoryBatch())]), (.written, []),
            (.endJob, []),
        ])
        #expect(script.machine.state == .open)
        let at = MonotonicInstant(nanoseconds: 0)
        #expect(
            script.health
                == .startedAnew(
                    file: HistoryScript.aside, reason: "database disk image is malformed", lost: .everything, at: at))
        // It is reported until somebody has taken the file away.
        script.play([
            (.maintain, [.enqueue(.maintain)]), (.begin(.maintain), [.checkPlace]),
            (.inPlace(true), [.checkMovedAside(HistoryScript.aside)]),
            (.asideExists(false), [.deleteOld(wallNow: HistoryScript.wallNow, isSteady: true)]), (.oldDeleted, []),
            (.endJob, []),
        ])
        #expect(script.health == .saved)
    }

    @Test("A file that is damaged while replmon runs is moved aside; the new one gets the latest tables and the batch")
    func damagedWhileWriting() {
        var script = HistoryScript.open(holding: .numbered(4))
        script.now = 7
        let later = WallInstant(milliseconds: HistoryScript.wallNow.milliseconds + 7_000)
        script.play([
            (.record(Self.event), [.enqueue(.save)]), (.begin(.save), [.checkPlace]),
            (.inPlace(true), [.write(Self.event)]), (.failed(HistoryScript.corrupt), [.moveAside(at: later)]),
            (.movedAside, [.open(reads: false)]),
            (.opened(nil), [.write(Self.both(Remembered.numbered(4).batch, Self.event))]), (.written, []),
            (.endJob, []),
        ])
        guard case .startedAnew(_, _, .events, let at) = script.health else {
            Issue.record("\(script.health)")
            return
        }
        #expect(at == MonotonicInstant(nanoseconds: 7_000_000_000))
    }

    @Test("Damage that a query finds is looked at by opening the file anew")
    func damageFoundByReading() {
        var script = HistoryScript.open(holding: .numbered(4))
        script.play([
            (.readFailed(HistoryScript.corrupt), [.open(reads: false)]),
            (.failed(HistoryScript.corrupt), [.moveAside(at: HistoryScript.wallNow)]),
            (.movedAside, [.open(reads: false)]), (.opened(nil), [.write(Remembered.numbered(4).batch)]),
            (.written, []), (.endJob, []),
        ])
        #expect(script.machine.state == .open)
    }

    @Test("A new file that is damaged again is not moved aside a second time")
    func damagedAgain() {
        var script = HistoryScript()
        script.play([
            (.start, [.enqueue(.start)]), (.begin(.start), [.open(reads: true)]),
            (.failed(HistoryScript.corrupt), [.moveAside(at: HistoryScript.wallNow)]),
            (.movedAside, [.open(reads: true)]), (.failed(HistoryScript.corrupt), [.readCopy]), (.copyRead(nil), []),
            (.endJob, []),
        ])
        let reason = "/state/history.db: database disk image is malformed"
        #expect(script.machine.state == .memoryOnly(reason: reason, file: .unread, late: nil))
    }

    @Test("A damaged file that cannot be moved aside stays, with both reasons")
    func cannotBeMovedAside() {
        var script = HistoryScript.open()
        script.play([
            (.record(Self.event), [.enqueue(.save)]), (.begin(.save), [.checkPlace]),
            (.inPlace(true), [.write(Self.event)]),
            (.failed(HistoryScript.corrupt), [.moveAside(at: HistoryScript.wallNow)]),
            (.failed(HistoryScript.full), []), (.endJob, []),
        ])
        #expect(script.machine.failure == "\(Self.fullText) (database disk image is malformed)")
        #expect(script.machine.unsavedEvents == [.at(1)])
    }
}
