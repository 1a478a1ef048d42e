import ReplicationCore
import Testing

@testable import History

struct ClockSteadinessTests {
    /// A reading of both clocks, in hours.
    private struct Reading {
        var wall: Double
        var monotonic: Double

        var wallNow: WallInstant { WallInstant(milliseconds: 1_800_000_000_000 + Int64(wall * 3_600_000)) }
        var now: MonotonicInstant { MonotonicInstant(nanoseconds: Int64(monotonic * 3.6e12)) }
    }

    /// Whether the clock was trusted at each reading; the first is that of the start.
    private func trusted(lastAliveAt: Double?, _ readings: [Reading]) -> [Bool] {
        guard let start = readings.first else { return [] }
        var clock = ClockSteadiness(
            lastAliveAt: lastAliveAt.map { Reading(wall: $0, monotonic: 0).wallNow }, wallNow: start.wallNow,
            now: start.now)
        return readings.map { clock.isSteady(wallNow: $0.wallNow, now: $0.now) }
    }

    @Test("A steady clock is trusted", arguments: [nil, -24.0])
    func steady(_ lastAliveAt: Double?) {
        let readings = [
            Reading(wall: 0, monotonic: 5), Reading(wall: 1, monotonic: 6), Reading(wall: 30.5, monotonic: 35),
        ]
        #expect(trusted(lastAliveAt: lastAliveAt, readings) == [true, true, true])
    }

    @Test("After a leap the clock is not trusted for a day", arguments: [87_600.0, -2.0, 1.5])
    func leap(_ leap: Double) {
        let readings = [
            Reading(wall: 0, monotonic: 0), Reading(wall: leap + 0.1, monotonic: 0.1),
            Reading(wall: leap + 24, monotonic: 24), Reading(wall: leap + 24.2, monotonic: 24.2),
        ]
        #expect(trusted(lastAliveAt: 0, readings) == [true, false, false, true])
    }

    @Test("A start far from the time at which replmon last ran counts as a leap", arguments: [2.0, -192.0])
    func start(_ lastAliveAt: Double) {
        let readings = [Reading(wall: 0, monotonic: 0), Reading(wall: 25, monotonic: 25)]
        #expect(trusted(lastAliveAt: lastAliveAt, readings) == [false, true])
    }

    @Test("Clocks at the ends of their range do not trap")
    func extremes() {
        let (earliest, latest) = (WallInstant(milliseconds: .min), WallInstant(milliseconds: .max))
        var clock = ClockSteadiness(
            lastAliveAt: earliest, wallNow: latest, now: MonotonicInstant(nanoseconds: .min))
        let isSteady = clock.isSteady(wallNow: earliest, now: MonotonicInstant(nanoseconds: .max))
        #expect(!isSteady)
    }
}
