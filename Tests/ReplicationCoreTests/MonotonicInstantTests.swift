import ReplicationCore
import Testing

@Suite struct MonotonicInstantTests {
    @Test("moving past the end of the clock stops there")
    func clamped() {
        #expect(MonotonicInstant(nanoseconds: .max).advanced(by: .seconds(1)).nanoseconds == .max)
        #expect(MonotonicInstant(nanoseconds: .min).advanced(by: .seconds(-1)).nanoseconds == .min)
        #expect(MonotonicInstant(nanoseconds: 5).advanced(by: .seconds(Int64.max)).nanoseconds == .max)
        let ends = (MonotonicInstant(nanoseconds: .min), MonotonicInstant(nanoseconds: .max))
        #expect(ends.0.duration(to: ends.1) > .zero)
        #expect(ends.1.duration(to: ends.0) < .zero)
    }

    @Test(
        "whole nanoseconds and milliseconds round towards zero and never trap",
        arguments: [
            (Duration.zero, 0, 0), (.nanoseconds(1_999_999), 1_999_999, 1), (.nanoseconds(-1_999_999), -1_999_999, -1),
            (.milliseconds(-1500), -1_500_000_000, -1500), (.seconds(Int64.max), .max, Int64.max / 1_000_000),
            (.seconds(Int64.min), .min, Int64.min / 1_000_000),
        ] as [(Duration, Int64, Int64)])
    func whole(duration: Duration, nanoseconds: Int64, milliseconds: Int64) {
        #expect(duration.wholeNanoseconds == nanoseconds)
        #expect(duration.wholeMilliseconds == milliseconds)
    }

    @Test("seconds for display")
    func seconds() {
        #expect(Duration.milliseconds(1500).seconds == 1.5)
        #expect(Duration.milliseconds(-250).seconds == -0.25)
    }
}
