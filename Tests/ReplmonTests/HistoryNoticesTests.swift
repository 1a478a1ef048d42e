import Alerting
import ReplicationCore
import Testing

@testable import ReplmonDaemon

struct HistoryNoticesTests {
    private static func moved(at seconds: Int) -> HistoryHealth {
        .startedAnew(
            file: "history.db.unreadable-\(seconds)", reason: "not a database", lost: .events,
            at: MonotonicInstant(nanoseconds: Int64(seconds) * 1_000_000_000))
    }

    private static func notice(_ seconds: Int) -> HistoryNotices.Notice {
        .movedAside(file: "history.db.unreadable-\(seconds)", reason: "not a database")
    }

    private static func notices(of healths: [HistoryHealth]) -> [HistoryNotices.Notice?] {
        var notices = HistoryNotices()
        return healths.map { notices.notice(of: $0) }
    }

    @Test("the end of a time without writing is reported once, its begin is an alert")
    func savedAgain() {
        #expect(
            Self.notices(of: [
                .saved, .memoryOnly(reason: "disk full"), .memoryOnly(reason: "disk full"), .saved, .saved,
            ])
                == [nil, nil, nil, .savedAgain, nil])
    }

    @Test("each file that is moved aside is reported once; the new one is written to")
    func movedAside() {
        #expect(
            Self.notices(of: [
                .memoryOnly(reason: "hung"), Self.moved(at: 1), Self.moved(at: 1), .saved, Self.moved(at: 9),
            ]) == [nil, Self.notice(1), nil, nil, Self.notice(9)])
    }

    @Test("a known moved file reports the end of a later time without writing")
    func savedAgainAfterMove() {
        #expect(
            Self.notices(of: [Self.moved(at: 1), .memoryOnly(reason: "disk full"), Self.moved(at: 1)])
                == [Self.notice(1), nil, .savedAgain])
    }
}
