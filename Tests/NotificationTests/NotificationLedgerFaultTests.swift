import Alerting
import ReplicationCore
import Testing

@testable import Notification

/// The ledger under missing answers, refusals, floods and clocks that step.
struct NotificationLedgerFaultTests {
    let alert = Alert.notified()

    @Test func nothingIsLostWhileItDoesNotAnswer() {
        var scenario = LedgerScenario()
        let other = Alert.notified(.postgresNoPrimary, node: nil)
        scenario.update([alert])
        scenario.send()
        _ = scenario.run(100, [alert, other], .failed(mayHaveArrived: false))
        #expect(scenario.ledger.waiting == 1)
        // Of what came and went meanwhile it need not know; of the end of what it knows it must.
        let passing = Alert.notified(.postgresSplitBrain, node: nil)
        _ = scenario.run(10, [alert, other, passing], .failed(mayHaveArrived: false))
        let ended = alert.resolved(at: scenario.wallNow)
        _ = scenario.run(10, [ended, other], .failed(mayHaveArrived: false))
        scenario.update([ended, other])
        let sent = scenario.send()
        #expect(Set(sent.map { $0.labels["alertname"] }) == ["PostgresNodeDown", "PostgresNoPrimary"])
        #expect(sent.first { $0.labels["node"] == "db-b" }?.endsAt == .start.after(seconds: 110))
        #expect(scenario.ledger.waiting == 0)
    }

    @Test func refusedAlertsAreCountedAndLeftAloneUntilTheRefresh() {
        var scenario = LedgerScenario()
        scenario.update([alert])
        #expect(scenario.send(.refused).count == 1)
        // The watchdog was in it.
        #expect(scenario.ledger.dropped == 2 && scenario.ledger.waiting == 0)
        #expect(scenario.run(30, [alert]).map(\.second) == [30])
    }

    @Test func aRefusedAlertIsCountedOnceForItsBeginningAndOnceForItsEnd() {
        var scenario = LedgerScenario()
        scenario.update([alert])
        scenario.send(.refused)
        #expect(scenario.run(300, [alert], .refused).count == 10)
        #expect(scenario.ledger.dropped == 2)
        _ = scenario.run(300, [alert.resolved(at: scenario.wallNow)], .refused)
        #expect(scenario.ledger.dropped == 3)
        // It takes some, then refuses it anew: the same beginning.
        _ = scenario.run(60, [alert], .refused)
        _ = scenario.run(60, [alert])
        _ = scenario.run(60, [alert], .refused)
        #expect(scenario.ledger.dropped == 4)
    }

    @Test func batchesThatAreTooLargeAreHalvedUntilOneIsTaken() throws {
        var scenario = LedgerScenario()
        scenario.update((0..<300).map { .notified(.postgresReplicationLag, node: "n\($0)", .warning) })
        var sizes: [Int] = []
        for _ in 0..<4 {
            let next = scenario.batch()
            let batch = try #require(next)
            sizes.append(batch.alerts.count)
            let isSplit = scenario.ledger.split(batch)
            #expect(isSplit)
            scenario.ledger.finish(batch, .failed(mayHaveArrived: false))
        }
        for _ in 0..<2 {
            let next = scenario.batch()
            let batch = try #require(next)
            sizes.append(batch.alerts.count)
            scenario.ledger.finish(batch, .accepted)
        }
        #expect(sizes == [256, 128, 64, 32, 16, 256])
        #expect(scenario.ledger.dropped == 0)
    }

    @Test func aSingleAlertThatIsTooLargeIsNotSplit() throws {
        var scenario = LedgerScenario()
        scenario.update([.notified(.postgresReplicationLag, .warning)])
        scenario.send()
        scenario.wait(1)
        scenario.update([.notified(.postgresReplicationLag, .critical)])
        let next = scenario.batch()
        let batch = try #require(next)
        let isSplit = scenario.ledger.split(batch)
        #expect(batch.alerts.count == 2 && !isSplit)
    }

    @Test func newsWhileARequestIsUnderWayIsSentNext() throws {
        var scenario = LedgerScenario()
        scenario.update([alert])
        let next = scenario.batch()
        let batch = try #require(next)
        scenario.wait(5)
        scenario.update([alert.resolved(at: scenario.wallNow)])
        scenario.ledger.finish(batch, .accepted)
        #expect(scenario.send().map(\.endsAt) == [.start.after(seconds: 5)])
    }

    @Test func manyAlertsGoInBatchesAndNeitherSideOfAChangeAlone() {
        var scenario = LedgerScenario()
        func alerts(_ severity: Severity) -> [Alert] {
            (0..<300).map { .notified(.postgresReplicationLag, node: "n\($0)", severity) }
        }
        scenario.update(alerts(.warning))
        let batches = [scenario.send().count, scenario.send().count, scenario.send().count]
        #expect(batches[0] + batches[1] == 300 && batches[2] == 0)
        scenario.wait(1)
        scenario.update(alerts(.critical))
        var sent = 0
        for _ in 0..<3 {
            let batch = scenario.send()
            #expect(batch.count <= 256)
            #expect(Dictionary(grouping: batch) { $0.labels["node"] }.values.allSatisfy { $0.count == 2 })
            sent += batch.count
        }
        #expect(sent == 600)
    }

    @Test func tooManyAlertsAreDroppedAndCountedOnce() {
        var scenario = LedgerScenario()
        let alerts = (0..<10_100).map { Alert.notified(.postgresReplicationLag, node: "n\($0)") }
        scenario.update(alerts)
        // One place is the watchdog's.
        #expect(scenario.ledger.waiting == 10_000 && scenario.ledger.dropped == 101)
        scenario.wait(1)
        scenario.update(alerts)
        #expect(scenario.ledger.dropped == 101)
    }

    @Test(arguments: [-7_200, 7_200] as [Int64])
    func aStepOfTheClockEndsNothingBeforeItBegan(step: Int64) {
        var scenario = LedgerScenario()
        scenario.update([alert])
        scenario.send()
        scenario.clockOffset = step
        let late = alert.resolved(at: .start.after(seconds: 20))
        var sent = scenario.run(31, [alert])
        #expect(sent.map(\.alert.endsAt) == [.start.after(seconds: 30 + step + 300)])
        sent += scenario.run(100, [late])
        scenario.clockOffset = 0
        sent += scenario.run(100, [late])
        #expect(sent.count > 5)
        #expect(sent.allSatisfy { $0.alert.startsAt <= $0.alert.endsAt })
    }

    /// An alert that expired while it could not be sent may have ended: the other one of the pair knows.
    @Test func oneOfAPairThatComesBackTellsAnewOnlyWhatItHasJudgedSince() {
        let stale = alert.with { $0.staleReason = "db-b was not polled" }
        var scenario = LedgerScenario(pair: true)
        scenario.update([alert])
        scenario.send()
        _ = scenario.run(100, [stale], .failed(mayHaveArrived: false))
        #expect(scenario.run(60, [stale]).isEmpty)
        #expect(scenario.run(2, [alert]).map(\.alert.startsAt) == [.start])

        var alone = LedgerScenario()
        alone.update([alert])
        alone.send()
        _ = alone.run(400, [stale], .failed(mayHaveArrived: false))
        #expect(!alone.run(1, [stale]).isEmpty, "nobody else would send it")
    }

    @Test func itIsNotToldThatItTookNothing() {
        var scenario = LedgerScenario(url: "http://10.0.0.2:9093")
        let own = Alert.notified(.replmonNotificationFailing, node: "http://10.0.0.2:9093")
        let other = Alert.notified(.replmonNotificationFailing, node: "http://10.0.0.3:9093")
        scenario.update([own, other])
        #expect(scenario.send().map { $0.labels["node"] } == ["http://10.0.0.3:9093"])
    }
}
