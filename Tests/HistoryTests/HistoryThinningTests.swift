import Alerting
import Foundation
import GRDB
import ReplicationCore
import Testing

@testable import History
@testable import history_probe

struct HistoryThinningTests {
    private let folder: Folder
    private let database: HistoryDatabase
    /// A whole minute.
    private let now = WallInstant(milliseconds: 1_800_000_000_000)

    init() throws {
        folder = try Folder()
        database = try HistoryDatabase(opening: HistoryFile(directory: folder.path))
    }

    private func ago(hours: Double) -> WallInstant {
        WallInstant(milliseconds: now.milliseconds - Int64(hours * 3_600_000))
    }

    /// Writes one sample every ten seconds; `lag` gets its number.
    private func write(hours: ClosedRange<Double>, node: String = "db-a", lag: (Int64) -> Duration? = { .seconds($0) })
        throws
    {
        let (first, last) = (ago(hours: hours.upperBound).milliseconds, ago(hours: hours.lowerBound).milliseconds)
        let samples = stride(from: first, to: last, by: 10_000).map { time in
            LagSample(
                cluster: "orders", node: node, at: WallInstant(milliseconds: time), lag: lag((time - first) / 10_000))
        }
        try database.write(HistoryBatch(lagSamples: samples))
    }

    private func samples(_ node: String = "db-a") throws -> [LagSample] {
        try database.lagSamples(cluster: "orders", node: node, since: WallInstant(milliseconds: .min))
    }

    private func thin(times: Int = 400, isSteady: Bool = true) throws {
        for _ in 0..<times { try database.thin(wallNow: now, isSteady: isSteady) }
    }

    @Test("After a day one sample a minute is left")
    func day() throws {
        try write(hours: 0...50)
        try thin()
        let times = try samples().map(\.at.milliseconds)
        let gaps = Set(zip(times, times.dropFirst()).map { $1 - $0 })
        #expect(gaps == [60_000, 10_000])
        let border = try #require(zip(times, times.dropFirst()).first { $1 - $0 == 10_000 }?.0)
        #expect(border <= ago(hours: 24).milliseconds && border >= ago(hours: 25.1).milliseconds)
        // The last of each minute.
        #expect(times[0] == ago(hours: 50).milliseconds + 50_000)
    }

    @Test("Of a minute, the last known sample is left; a minute without one stays unknown")
    func minute() throws {
        // First minute: known until the fourth. Second: nothing known.
        try write(hours: 29.5...30) { number in (4..<12).contains(number) ? nil : .seconds(number) }
        // Then an hour without samples.
        try write(hours: 28...28.5)
        try thin()
        let kept = try samples()
        #expect(kept[0].lag == .seconds(3) && kept[0].at.since(ago(hours: 30)) == .seconds(30))
        #expect(kept[1].lag == nil && kept[1].at.since(ago(hours: 30)) == .seconds(110))
        #expect(kept[2].lag == .seconds(17))
        #expect(kept.count == 60)
        let times = kept.map(\.at)
        #expect(!times.contains { $0 >= ago(hours: 29.5) && $0 < ago(hours: 28.5) })
    }

    @Test("After fourteen days no sample is left")
    func fourteenDays() throws {
        try write(hours: 24 * 14 + 5...24 * 14 + 10, node: "gone")
        try write(hours: 24 * 14 - 5...24 * 14 + 5)
        try thin()
        #expect(try samples("gone").isEmpty)
        let first = try #require(try samples().first)
        #expect(first.at >= ago(hours: 24 * 14 + 1.1) && first.at <= ago(hours: 24 * 14 - 0.1))
        let series = try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM lag_series") }
        #expect(series == 1)
    }

    @Test("One call does a limited amount of work")
    func limited() throws {
        try write(hours: 24 * 30...24 * 31)
        let before = try samples().count
        try thin(times: 1)
        let after = try samples().count
        #expect(after < before && after >= before - Int(HistoryDatabase.Keeping.samplesAtOnce) - 360)
    }

    @Test("After a leap of the clock nothing is deleted by age")
    func leap() throws {
        try write(hours: 24 * 30...24 * 30.5)
        try database.write(HistoryBatch(events: (0..<1_500).map { .at(Int64($0)) }))
        try thin(times: 5, isSteady: false)
        #expect(try samples().count == 4_320)
        #expect(try database.events(since: nil, limit: .max).count == 1_500)
    }

    @Test("Samples that a wrong clock dated in the future are deleted")
    func future() throws {
        try write(hours: 0...1)
        try write(hours: -24 * 400 ... -24 * 400 + 1)
        try write(hours: 24 * 20_000...24 * 20_000 + 1)
        try thin()
        #expect(try samples().count == 360)
    }

    @Test("The number of events is limited")
    func eventCount() throws {
        try database.write(HistoryBatch(events: (0..<10_700).map { .at(now.milliseconds, "\($0)") }))
        try thin(times: 3, isSteady: false)
        let kept = try database.events(since: nil, limit: .max)
        #expect(kept.count == 10_000 && kept.first?.summary == "700" && kept.last?.summary == "10699")
    }

    @Test("Old events are deleted, except for the newest thousand")
    func eventAge() throws {
        let old = ago(hours: 24 * 91).milliseconds
        try database.write(HistoryBatch(events: (0..<1_200).map { .at(old, "\($0)") }))
        try thin(times: 3)
        let kept = try database.events(since: nil, limit: .max)
        #expect(kept.count == 1_000 && kept.first?.summary == "200")
    }

    @Test("Clocks at the ends of their range do not trap")
    func extremes() throws {
        try write(hours: 0...1)
        for end in [Int64.min, .max, 0] {
            try database.thin(wallNow: WallInstant(milliseconds: end), isSteady: true)
        }
    }

    /// Ten nodes for fourteen days: the size of the file, and the time to open it and to write to it.
    @Test(
        "A full history is small and fast",
        .enabled(if: ProcessInfo.processInfo.environment["REPLMON_LONG_TESTS"] != nil, "takes a minute"))
    func size() throws {
        for day in (0..<14).reversed() {
            for node in 0..<10 {
                try write(hours: Double(day * 24)...Double(day * 24 + 24), node: "db-\(node)") {
                    .milliseconds($0 % 7_000)
                }
            }
            for _ in 0..<24 {
                try database.thin(wallNow: ago(hours: Double(day * 24)), isSteady: true)
            }
        }
        try database.write(
            HistoryBatch(events: (0..<10_000).map { .at(now.milliseconds + $0, String(repeating: "x", count: 150)) }))
        try thin(times: 30)
        let kept = try samples("db-0").count
        database.close()
        let size = try folder.bytes().count

        let clock = ContinuousClock()
        var reopened: HistoryDatabase?
        let opening = try clock.measure {
            reopened = try HistoryDatabase(opening: HistoryFile(directory: folder.path))
        }
        let full = try #require(reopened)
        let batches = try clock.measure {
            for number in 0..<Int64(200) { try full.write(.numbered(number)) }
        }
        full.close()
        print(
            "ten nodes, fourteen days, 10,000 events: \(size) bytes, \(kept) samples a node;",
            "opened in \(opening), a batch written in \(batches / 200)")
        #expect(size < 20_000_000 && opening < .seconds(5) && batches < .seconds(20))
    }
}
