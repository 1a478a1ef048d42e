import Testing

@testable import ReplmonDaemon

struct BackoffTests {
    @Test func theLimitDoublesUpToSixIntervals() {
        var backoff = Backoff(interval: .seconds(2))
        #expect(
            (0..<6).map { _ in backoff.next(failingFor: .seconds(3600), random: 1) }
                == [2, 4, 8, 12, 12, 12].map(Duration.seconds))
        backoff.reset()
        #expect(backoff.next(failingFor: .seconds(3600), random: 1) == .seconds(2))
    }

    @Test func noWaitIsLongerThanHalfAMinute() {
        var (middling, slow) = (Backoff(interval: .seconds(10)), Backoff(interval: .seconds(3600)))
        #expect(
            (0..<4).map { _ in middling.next(failingFor: .seconds(3600), random: 1) }
                == [10, 20, 30, 30].map(Duration.seconds))
        #expect(slow.next(failingFor: .seconds(3600), random: 1) == .seconds(30))
    }

    @Test(arguments: [(0, 0), (0.25, 500), (1, 2000), (-1, 0), (7, 2000)] as [(Double, Int64)])
    func theWaitIsThatPartOfTheLimit(_ random: Double, _ milliseconds: Int64) {
        var backoff = Backoff(interval: .seconds(2))
        #expect(backoff.next(failingFor: .seconds(3600), random: random) == .milliseconds(milliseconds))
    }

    @Test func aThousandFailuresDoNotOverflow() {
        var backoff = Backoff(interval: .seconds(5))
        for _ in 0..<1000 {
            #expect(backoff.next(failingFor: .seconds(3600), random: 1) <= .seconds(30))
        }
    }

    @Test func aNodeThatMayBeRestartingIsAskedSoonWhateverItsInterval() {
        var (usual, quick) = (Backoff(interval: .seconds(5)), Backoff(interval: .milliseconds(500)))
        for second in 0..<60 {
            #expect(usual.next(failingFor: .seconds(second), random: 1) == .seconds(2))
            #expect(quick.next(failingFor: .seconds(second), random: 1) == .milliseconds(500))
        }
        #expect(usual.next(failingFor: .seconds(60), random: 1) == .seconds(5))
        #expect(usual.next(failingFor: .seconds(65), random: 1) == .seconds(10))
    }

    @Test func aRefusedLoginIsNotTriedAgainAtTheRateOfPolls() {
        var backoff = Backoff(interval: .seconds(5))
        #expect(backoff.next(failingFor: .zero, refused: true, random: 1) == .seconds(5))
        #expect(backoff.next(failingFor: .zero, refused: true, random: 1) == .seconds(10))
    }
}
