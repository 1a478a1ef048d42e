import Alerting
import Foundation
import ReplicationCore
import Testing

@testable import History
@testable import history_probe

/// `kill -9` at any instant loses nothing that was acknowledged.
///
/// The probe numbers its batches, and every part of a batch carries its number, so that the content of the file can be
/// compared with the batch (``HistoryBatch/numbered(_:)``). The probe prints `ack N` when the commit of batch N has
/// returned; a printed line survives the kill. After each kill the test opens the file as the next start would. It must
/// hold one whole batch, at least the last acknowledged one, and all events of all batches up to it. The test does not
/// cover a loss of power, as the kernel keeps what was written; for that case each commit is synced.
struct HistoryCrashTests {
    private static let isLong = ProcessInfo.processInfo.environment["REPLMON_LONG_TESTS"] != nil

    @Test("A killed process loses no acknowledged batch", .timeLimit(.minutes(10)))
    func killed() async throws {
        let folder = try Folder()
        var last: Int64 = 0
        var kills = (early: 0, withAcknowledgement: 0)
        for round in 1...(Self.isLong ? 200 : 20) {
            let process = try ProbeProcess("churn", in: folder.path)
            usleep(.random(in: 0...200_000))
            process.kill()
            let acknowledged = Self.lastAcknowledged(process)
            kills.early += acknowledged == nil ? 1 : 0
            kills.withAcknowledgement += acknowledged == nil ? 0 : 1

            let (history, remembered) = History.open(folder)
            #expect(history.health == .saved, "round \(round)")
            let found = remembered.aliveAt?.milliseconds ?? 0
            #expect(
                found >= acknowledged ?? last, "round \(round): acknowledged \(acknowledged ?? last), found \(found)")
            #expect(found == 0 ? remembered == Remembered() : remembered.isBatch(found), "round \(round)")
            let events = await history.events(since: WallInstant(milliseconds: last + 1), limit: .max)
            let expected = found > last ? (last + 1...found).flatMap { HistoryBatch.numbered($0).events } : []
            #expect(events == expected, "round \(round): batches \(last + 1) to \(found)")
            history.close(within: .seconds(10))
            last = found
        }
        let (history, _) = History.open(folder)
        let all = await history.events(since: nil, limit: .max)
        // Of more events than the limit, the newest are kept.
        let every = (1...max(1, last)).flatMap { HistoryBatch.numbered($0).events }
        #expect(all == every.suffix(all.count) && all.count >= min(every.count, 10_000))
        history.close(within: .seconds(10))
        #expect(try folder.aside == [])
        #expect(kills.withAcknowledgement > 0, "no kill came after an acknowledgement")
        print("\(kills.withAcknowledgement) kills after an acknowledgement, \(kills.early) before any; \(last) batches")
    }

    private static func lastAcknowledged(_ process: ProbeProcess) -> Int64? {
        var last: Int64?
        while let line = process.readLine() {
            let parts = line.split(separator: " ")
            #expect(parts.first == "ack" || line == "open saved", "\(line)")
            last = parts.last.flatMap { Int64($0) } ?? last
        }
        return last
    }
}
