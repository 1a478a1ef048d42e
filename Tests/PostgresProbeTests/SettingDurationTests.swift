import Testing

@testable import PostgresProbe

struct SettingDurationTests {
    @Test(
        arguments: [
            ("1min", .seconds(60)), ("10s", .seconds(10)), ("500ms", .milliseconds(500)), ("250us", .microseconds(250)),
            ("2h", .seconds(7200)), ("24d", .seconds(2_073_600)), ("0", .zero), ("-1", .milliseconds(-1)),
            ("1500", .milliseconds(1500)), ("5 min", .seconds(300)),
            ("9223372036854775807us", .microseconds(Int64.max)),
        ] as [(String, Duration)])
    func reads(_ text: String, _ duration: Duration) {
        #expect(SettingDuration.parse(text, unit: .milliseconds) == duration)
    }

    @Test func bareNumberHasTheSettingsUnit() {
        #expect(SettingDuration.parse("10", unit: .seconds) == .seconds(10))
    }

    @Test(arguments: ["", "s", "1m", "1 fortnight", "1.5s", "on", "--1", "1-", "9223372036854775807d", "٣s", "1min "])
    func refuses(_ text: String) {
        #expect(SettingDuration.parse(text, unit: .milliseconds) == nil)
    }
}
