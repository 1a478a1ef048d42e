import Alerting
import ReplicationCore
import Testing

@testable import History
@testable import history_probe

struct BacklogTests {
    @Test func theNewestStateWinsAndEventsAddUp() {
        var backlog = Backlog()
        backlog.add(.numbered(1))
        backlog.add(HistoryBatch(events: [.at(7)]))
        backlog.add(.numbered(2))
        let batch = backlog.take()
        let (one, two) = (HistoryBatch.numbered(1), HistoryBatch.numbered(2))
        #expect(batch.alerts == two.alerts && batch.silences == two.silences && batch.rollbackIDs == two.rollbackIDs)
        #expect(batch.events == one.events + [.at(7)] + two.events)
        #expect(batch.lagSamples == one.lagSamples + two.lagSamples)
        #expect(backlog.take().isEmpty)
    }

    @Test func whatCouldNotBeWrittenIsOlderThanWhatCameSince() {
        var backlog = Backlog()
        backlog.add(HistoryBatch(alerts: [], silences: [], events: [.at(1)]))
        let taken = backlog.take()
        backlog.add(HistoryBatch(alerts: HistoryBatch.numbered(3).alerts, events: [.at(2)]))
        backlog.putBack(taken)
        let batch = backlog.take()
        #expect(batch.alerts == HistoryBatch.numbered(3).alerts && batch.silences == [])
        #expect(batch.events == [.at(1), .at(2)])
    }

    @Test func theOldestGoWhenTooManyWaitAndAreCounted() {
        var backlog = Backlog()
        for number in 0..<Int64(Backlog.limit + 3) { backlog.add(HistoryBatch(events: [.at(number)])) }
        #expect(backlog.dropped == 3)
        #expect(backlog.events.count == Backlog.limit && backlog.events.first == .at(3))
        let taken = backlog.take()
        backlog.add(HistoryBatch(events: [.at(-1)]))
        backlog.putBack(taken)
        #expect(backlog.dropped == 4)
        #expect(backlog.events.first == .at(4) && backlog.events.last == .at(-1))
    }

    @Test func samplesAndTheSignOfLifeAreNotUrgent() {
        var backlog = Backlog()
        backlog.add(
            HistoryBatch(lagSamples: HistoryBatch.numbered(1).lagSamples, aliveAt: WallInstant(milliseconds: 1)))
        #expect(!backlog.isUrgent)
        backlog.add(HistoryBatch(silences: []))
        #expect(backlog.isUrgent)
    }

    @Test func aNewFileGetsWhatIsInForceAndNoEventTwice() {
        var backlog = Backlog()
        var remembered = Remembered()
        remembered.silences = HistoryBatch.numbered(2).silences ?? []
        backlog.add(HistoryBatch(alerts: HistoryBatch.numbered(3).alerts, events: [.at(1)]))
        backlog.begin(with: remembered)
        _ = backlog.take()
        let batch = backlog.completing(HistoryBatch(events: [.at(2)]))
        #expect(batch.alerts == HistoryBatch.numbered(3).alerts && batch.silences == remembered.silences)
        #expect(batch.events == [.at(2)])
    }
}
