import ReplicationCore
import Testing

@testable import Alerting

/// The condition about replmon's own history.
struct HistoryConditionTests {
    private static func at(_ seconds: Int64) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: seconds * 1_000_000_000)
    }

    private static func movedAside(_ lost: HistoryHealth.Loss, at seconds: Int64) -> HistoryHealth {
        .startedAnew(file: "/x.unreadable", reason: "noise", lost: lost, at: Self.at(seconds))
    }

    @Test func aFileMovedAsideIsToldForAnHourWheneverItHappened() {
        let afterDays = Self.movedAside(.events, at: 500_000)
        #expect(HistoryCondition.condition(afterDays, at: Self.at(500_001)).truth == .holds)
        #expect(HistoryCondition.condition(afterDays, at: Self.at(503_599)).truth == .holds)
        #expect(HistoryCondition.condition(afterDays, at: Self.at(503_600)).truth == .clear)
    }

    @Test func onlyWhatIsLostIsSaidToBe() {
        let atTheStart = HistoryCondition.condition(Self.movedAside(.everything, at: 1), at: Self.at(2)).summary
        #expect(
            atTheStart
                == "silences, acknowledgements and events from before are lost: noise; the file is now /x.unreadable")
        let later = HistoryCondition.condition(Self.movedAside(.events, at: 1), at: Self.at(2)).summary
        #expect(later == "events from before are lost: noise; the file is now /x.unreadable")
    }

    @Test func whatIsNotSavedIsToldForAsLongAsItLasts() {
        let full = HistoryCondition.condition(.memoryOnly(reason: "disk full"), at: Self.at(1_000_000))
        #expect(full.truth == .holds && full.summary.hasSuffix("disk full"))
        #expect(HistoryCondition.condition(.saved, at: Self.at(1_000_000)).truth == .clear)
    }
}
