import ReplicationCore
import Testing

@testable import Alerting

/// Conditions that come and go.
@Suite struct AlertFlappingTests {
    /// The notifications: the letter of each, as in ``AlertLife``, and the second.
    private struct Notified: Equatable {
        var letters = ""
        var seconds: [Int] = []

        mutating func note(_ transitions: [AlertTransition], at second: Int) {
            letters += transitions.map(AlertLife.letter).joined()
            seconds += transitions.map { _ in second }
        }
    }

    /// Evaluates once a second while `truth` says what is so.
    private static func notify(
        seconds: Int, _ scenario: inout AlertScenario, for dwell: Double = 0, keep: Double = 0,
        _ truth: (Int) -> Condition.Truth?
    ) -> Notified {
        var notified = Notified()
        for second in 0..<seconds {
            let input = truth(second).map {
                AlertEngine.Input.condition(.postgresNodeDown, "db-a", $0, for: dwell, keep: keep)
            }
            notified.note(scenario.evaluate([input].compactMap(\.self)), at: second)
        }
        return notified
    }

    /// Five seconds well, five seconds not, for so long.
    private static func link(until end: Int) -> (Int) -> Condition.Truth {
        { second in second < end && second % 10 >= 5 ? .holds : .clear }
    }

    @Test("a link that comes and goes every 5 seconds for 5 minutes: one alert, one end")
    func link() {
        var scenario = AlertScenario()
        let notified = Self.notify(seconds: 900, &scenario, for: 10, Self.link(until: 300))
        #expect(notified == Notified(letters: "FR", seconds: [55, 586]))
        #expect(scenario.alert(.postgresNodeDown, "db-a")?.isFlapping == false)
    }

    @Test("it is notified as flapping when it was notified before, and fires on meanwhile")
    func begins() {
        var scenario = AlertScenario()
        let notified = Self.notify(seconds: 60, &scenario, keep: 8, Self.link(until: 300))
        #expect(notified == Notified(letters: "F~", seconds: [5, 55]))
        let alert = scenario.alert(.postgresNodeDown, "db-a")
        #expect(alert?.isFlapping == true && alert?.state.name == "firing")
        #expect(alert?.evaluations.count == 10)
    }

    @Test("what ends while it flaps is notified, whichever state it is", arguments: [true, false])
    func final(holds: Bool) {
        var scenario = AlertScenario()
        let notified = Self.notify(seconds: 700, &scenario) { second in
            second > 100 ? (holds ? .holds : .clear) : Self.link(until: 100)(second)
        }
        #expect(notified.letters == "FRFRFRFRFRF" + (holds ? "=" : "R"))
        #expect(notified.seconds.last == (holds ? 396 : 386))
        #expect(scenario.alert(.postgresNodeDown, "db-a")?.state.name == (holds ? "firing" : "resolved"))
    }

    @Test("a rolling restart is none: five times within five minutes")
    func rollingRestart() {
        var scenario = AlertScenario()
        let notified = Self.notify(seconds: 400, &scenario, for: 10) { second in
            second < 250 && second % 50 < 8 ? .holds : .clear
        }
        #expect(notified.letters.isEmpty)
    }

    @Test("every 35 seconds for an hour: notified six times, and its end when it has calmed down")
    func slow() {
        var scenario = AlertScenario()
        let notified = Self.notify(seconds: 7200, &scenario, for: 10) { second in
            second < 3600 && second % 70 < 35 ? .holds : .clear
        }
        #expect(notified.letters == "FRFRFRFRFRFR")
        #expect(notified.seconds.dropFirst(10).first == 360)
        // Half an hour after the last onset but one.
        #expect(notified.seconds.last == 3500 + 1801)
    }

    @Test("the sixth time says that it flaps; calm again, it fires and ends as ever")
    func slowEnds() {
        var scenario = AlertScenario()
        let firings = (0..<6).map { _ in
            let notified = scenario.evaluate(after: 100, [.condition(.postgresNodeDown, "db-a", .holds, for: 0)])
            _ = scenario.evaluate(after: 100, [.condition(.postgresNodeDown, "db-a", .clear, for: 0)])
            return notified.map(\.alert.isFlapping)
        }
        #expect(firings == [[false], [false], [false], [false], [false], [true]])
        #expect(Self.notify(seconds: 2000, &scenario) { _ in .clear }.letters == "R")
        #expect(Self.notify(seconds: 100, &scenario) { $0 % 20 < 10 ? .holds : .clear }.letters == "FRFRFRFRFR")
    }

    @Test("six times in more than an hour is none", arguments: [13, 20])
    func slower(minutes: Int) {
        var scenario = AlertScenario()
        let notified = Self.notify(seconds: minutes * 60 * 8, &scenario) { $0 % (minutes * 60) < 60 ? .holds : .clear }
        #expect(notified.letters == String(repeating: "FR", count: 8))
    }

    @Test("restarts too short to be notified are none, however many")
    func restarts() {
        var scenario = AlertScenario()
        let notified = Self.notify(seconds: 3600, &scenario, for: 10) { second in
            second % 70 < 8 || (980..<1040).contains(second) ? .holds : .clear
        }
        #expect(notified.letters == "FR")
    }

    @Test("a severity that swings every 5 seconds is notified as worse once, and as less bad when it has calmed down")
    func swings() {
        var scenario = AlertScenario()
        let notified = Self.notify(seconds: 900, &scenario, for: 10) { second in
            second < 300 && second % 10 >= 5 ? .holds : .holdsAsWarning
        }
        #expect(notified == Notified(letters: "FSS", seconds: [10, 45, 586]))
    }

    @Test("a severity that swings every 35 seconds is notified six times")
    func slowSwings() {
        var scenario = AlertScenario()
        let notified = Self.notify(seconds: 3600, &scenario, for: 10) { $0 % 70 < 35 ? .holdsAsWarning : .holds }
        #expect(notified.letters == "FSSSSSSSSS")
        #expect(notified.seconds.last == 325)
    }

    @Test("not to be known, again and again, is none")
    func unknown() {
        var scenario = AlertScenario()
        let notified = Self.notify(seconds: 200, &scenario) { $0 % 2 == 0 ? .holds : .unknown("not seen") }
        #expect(notified.letters == "F")
        #expect(scenario.alert(.postgresNodeDown, "db-a")?.isFlapping == false)
    }

    @Test("while it cannot be judged it is not over")
    func frozen() {
        var scenario = AlertScenario()
        let notified = Self.notify(seconds: 1000, &scenario) { second in
            second < 100 ? Self.link(until: 100)(second) : second < 800 ? .unknown("not seen") : .clear
        }
        #expect(notified.letters == "FRFRFRFRFRFR")
        #expect(notified.seconds.last == 800)
    }

    @Test("a severity that swings while it flaps is notified once, when it is worse")
    func severity() {
        var scenario = AlertScenario()
        let notified = Self.notify(seconds: 700, &scenario, keep: 60) { second in
            guard second < 200 else { return .clear }
            return second % 10 < 5 ? .clear : second > 100 && second % 20 > 9 ? .holds : .holdsAsWarning
        }
        #expect(notified.letters == "F~SR")
    }

    @Test("whoever takes care of it hears of its end only", arguments: [true, false])
    func acknowledged(beforeItFlaps: Bool) {
        var scenario = AlertScenario()
        var notified = Self.notify(seconds: beforeItFlaps ? 10 : 80, &scenario, keep: 8, Self.link(until: 300))
        #expect(scenario.acknowledge().count == 1)
        let later = Self.notify(seconds: 900, &scenario, keep: 8, Self.link(until: 300))
        notified.letters += later.letters
        #expect(notified.letters == (beforeItFlaps ? "FR" : "F~R"))
    }

    @Test("a silence hides it; afterwards it is notified if it still flaps")
    func silenced() {
        var scenario = AlertScenario()
        _ = Self.notify(seconds: 10, &scenario, keep: 8, Self.link(until: 300))
        scenario.silence(for: 90)
        let notified = Self.notify(seconds: 200, &scenario, keep: 8, Self.link(until: 300))
        #expect(notified == Notified(letters: "~", seconds: [89]))
    }

    @Test("a restart ends it no sooner than five quiet minutes, and reports the end")
    func restart() {
        var scenario = AlertScenario()
        #expect(Self.notify(seconds: 60, &scenario, for: 10, Self.link(until: 300)).letters == "F")
        scenario.restart(after: 1000)
        #expect(scenario.alert(.postgresNodeDown, "db-a")?.isFlapping == true)
        let notified = Self.notify(seconds: 900, &scenario, for: 10) { _ in .clear }
        #expect(notified == Notified(letters: "R", seconds: [300]))
    }

    @Test("a subject that is asked about now and then counts no more than one that is well now and then")
    func asked() {
        var scenario = AlertScenario()
        let notified = Self.notify(seconds: 300, &scenario) { $0 < 200 && $0 % 10 >= 5 ? .holds : nil }
        #expect(notified.letters == "FRFRFRFRFRF")
    }

    @Test("a subject that has left does not come back: it ends at once")
    func left() {
        var scenario = AlertScenario()
        _ = Self.notify(seconds: 60, &scenario, keep: 8, Self.link(until: 300))
        #expect(scenario.alert(.postgresNodeDown, "db-a")?.isFlapping == true)
        scenario.hasLeft = true
        #expect(Self.notify(seconds: 300, &scenario) { _ in nil } == Notified(letters: "R", seconds: [0]))
        #expect(scenario.alert(.postgresNodeDown, "db-a")?.isFlapping == false)
    }

    @Test("nothing of it is kept when all is over")
    func memory() {
        var scenario = AlertScenario()
        _ = Self.notify(seconds: 300, &scenario, for: 10, Self.link(until: 300))
        _ = Self.notify(seconds: 4000, &scenario, for: 10) { _ in .clear }
        #expect(scenario.engine.records.isEmpty)
    }
}
