import ReplicationCore
import Testing

@Suite struct DurationTextTests {
    @Test(
        arguments: [
            ("500ms", .milliseconds(500)), ("5s", .seconds(5)), ("2m", .seconds(120)), ("1h30m", .seconds(5400)),
            ("30d", .seconds(30 * 86_400)), ("0s", .zero), ("999999999d", .seconds(999_999_999 * 86_400)),
        ] as [(String, Duration)])
    func readsWhatPeopleWrite(text: String, duration: Duration) {
        #expect(Duration(text: text) == duration)
    }

    @Test(arguments: [
        "", "5", "s", "5 s", "-5s", "5S", "5s5s", "30m1h", "1e3s", "1.5h", "9999999999d", "٥s", "5s ", "5ss", "∞",
    ])
    func refusesAnythingElse(text: String) {
        #expect(Duration(text: text) == nil)
    }
}
