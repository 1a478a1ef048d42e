import Alerting
import ReplicationCore
import StatusAPI
import Testing

@Suite struct HumanTextTests {
    @Test(arguments: [
        (0, "0.0s"), (0.0004, "0.0s"), (0.85, "850ms"), (0.9996, "1.0s"), (1.23, "1.2s"), (59.94, "59.9s"),
        (59.96, "1m00s"), (185, "3m05s"), (3599.99, "1h00m"), (7800, "2h10m"), (273_600, "3d04h"), (-0.12, "-120ms"),
        (-90, "-1m30s"), (.nan, "?"), (.infinity, "?"),
    ])
    func lags(seconds: Double, text: String) {
        #expect(HumanText.lag(seconds: seconds) == text)
    }

    @Test(arguments: [(0.8, "0.8s"), (0.04, "0.0s"), (9.94, "9.9s"), (42.7, "42s"), (185.4, "3m05s")])
    func ages(seconds: Double, text: String) {
        #expect(HumanText.age(seconds: seconds) == text)
    }

    @Test(
        arguments: [
            (0, "0B"), (512, "512B"), (1023, "1023B"), (1024, "1.0kB"), (1_258_291, "1.2MB"), (10_239, "10kB"),
            (1_048_575, "1.0MB"), (980 * 1024, "980kB"), (340 << 30, "340GB"), (.max, "16EB"),
        ] as [(UInt64, String)])
    func sizes(bytes: UInt64, text: String) {
        #expect(HumanText.size(bytes: bytes) == text)
    }

    @Test(arguments: [
        (0, "0B/s"), (0.4, "0B/s"), (3_250_585.6, "3.1MB/s"), (-1, "?"), (.nan, "?"), (.infinity, "?"), (1e300, "?"),
    ])
    func speeds(bytesPerSecond: Double, text: String) {
        #expect(HumanText.speed(bytesPerSecond: bytesPerSecond) == text)
    }

    @Test(arguments: [
        (0, "now"), (0.4, "now"), (-7, "now"), (0.6, "in 1 s"), (59.6, "in 1 min"), (89, "in 89 s"), (240, "in 4 min"),
        (3600, "in 1 h"), (7190, "in 120 min"), (100_000, "in 28 h"), (300_000, "in 3 d"), (.infinity, "in ?"),
    ])
    func expectations(seconds: Double, text: String) {
        #expect(HumanText.expected(inSeconds: seconds) == text)
    }

    @Test("what the catalogue sets is shown as it is", arguments: AlertCatalogue.rows)
    func settings(rule: AlertRule) throws {
        let factors = ["s": 1.0, "min": 60, "h": 3600, "d": 86_400]
        for setting in [rule.for, rule.keepFiringFor, rule.thresholds?.warning, rule.thresholds?.critical] {
            guard let seconds = setting?.seconds else { continue }
            let words = HumanText.round(seconds: seconds).split(separator: " ").map(String.init)
            let (number, unit) = (try #require(words.first.flatMap(Double.init)), try #require(words.last))
            #expect(number * (factors[unit] ?? .nan) == seconds)
        }
    }

    @Test func severitiesSayWhichWayIsWorse() {
        #expect(
            AlertCatalogue.row(for: .postgresSlotAtRisk).severityText == "warning ≤ 1 h, critical ≤ 10 min")
        #expect(
            AlertCatalogue.row(for: .postgresReplicationLag).severityText == "warning ≥ 10 s, critical ≥ 1 min")
        #expect(AlertCatalogue.row(for: .postgresNodeDown).severityText == "critical")
    }
}
