import Exposition
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
}
