import Alerting
import ReplicationCore
import Testing

@Suite struct NotificationConditionTests {
    private static func truth(_ change: (inout AlertmanagerStatistics) -> Void) -> Condition.Truth {
        var statistics = AlertmanagerStatistics(url: "http://alertmanager:9093", capacity: 10)
        change(&statistics)
        return NotificationCondition.condition(statistics).truth
    }

    @Test("an Alertmanager that has received nothing is not known to accept alerts")
    func untried() {
        #expect(Self.truth { _ in } == .unknown("not tried yet"))
        #expect(Self.truth { $0.waiting = 3 } == .unknown("not tried yet"))
    }

    @Test("one that took or refused something does; one whose requests fail does not")
    func tried() {
        #expect(Self.truth { $0.sent = 1 } == .clear)
        #expect(Self.truth { ($0.sent, $0.errors) = (1, 5) } == .clear)
        #expect(Self.truth { ($0.errors, $0.failingFor) = (1, .zero) } == .holds)
        #expect(Self.truth { ($0.sent, $0.errors, $0.failingFor) = (7, 1, .seconds(9)) } == .holds)
    }
}
