import Alerting
import ReplicationCore
import Testing

@testable import History
@testable import history_probe

struct WriteQueueTests {
    @Test("The newest tables win, and events add up")
    func joined() {
        var queue = WriteQueue()
        queue.add(.numbered(1))
        queue.add(HistoryBatch(events: [.at(7)]))
        queue.add(.numbered(2))
        let batch = queue.take()
        let (one, two) = (HistoryBatch.numbered(1), HistoryBatch.numbered(2))
        #expect(batch.alerts == two.alerts && batch.silences == two.silences && batch.rollbackIDs == two.rollbackIDs)
        #expect(batch.events == one.events + [.at(7)] + two.events)
        #expect(batch.lagSamples == one.lagSamples + two.lagSamples)
        #expect(queue.take().isEmpty)
    }

    @Test("A batch that could not be written is older than those recorded since")
    func putBack() {
        var queue = WriteQueue()
        queue.add(HistoryBatch(alerts: [], silences: [], events: [.at(1)]))
        let taken = queue.take()
        queue.add(HistoryBatch(alerts: HistoryBatch.numbered(3).alerts, events: [.at(2)]))
        queue.putBack(taken)
        let batch = queue.take()
        #expect(batch.alerts == HistoryBatch.numbered(3).alerts && batch.silences == [])
        #expect(batch.events == [.at(1), .at(2)])
    }

    @Test("Of too many events the oldest are dropped and counted")
    func limit() {
        var queue = WriteQueue()
        for number in 0..<Int64(WriteQueue.limit + 3) { queue.add(HistoryBatch(events: [.at(number)])) }
        #expect(queue.dropped == 3)
        #expect(queue.events.count == WriteQueue.limit && queue.events.first == .at(3))
        let taken = queue.take()
        queue.add(HistoryBatch(events: [.at(-1)]))
        queue.putBack(taken)
        #expect(queue.dropped == 4)
        #expect(queue.events.first == .at(4) && queue.events.last == .at(-1))
    }

    @Test("Samples and the time of the last run are not urgent")
    func urgency() {
        var queue = WriteQueue()
        queue.add(
            HistoryBatch(lagSamples: HistoryBatch.numbered(1).lagSamples, aliveAt: WallInstant(milliseconds: 1)))
        #expect(!queue.isUrgent)
        queue.add(HistoryBatch(silences: []))
        #expect(queue.isUrgent)
    }

    @Test("A new file gets the tables in force, and no event twice")
    func newFile() {
        var queue = WriteQueue()
        var remembered = Remembered()
        remembered.silences = HistoryBatch.numbered(2).silences ?? []
        queue.add(HistoryBatch(alerts: HistoryBatch.numbered(3).alerts, events: [.at(1)]))
        queue.begin(with: remembered)
        _ = queue.take()
        let batch = queue.completing(HistoryBatch(events: [.at(2)]))
        #expect(batch.alerts == HistoryBatch.numbered(3).alerts && batch.silences == remembered.silences)
        #expect(batch.events == [.at(2)])
    }
}
