/// Times and sizes in the short form for people.
package enum HumanText {
    /// A lag: `0.0s 850ms 1.2s 59.9s 3m05s 2h10m 3d04h`, with a sign when negative.
    package static func lag(seconds: Double) -> String {
        let milliseconds = (abs(seconds) * 1000).rounded()
        guard milliseconds > 0, milliseconds < 1000 else { return text(seconds, tenthsBelow: 60) }
        return (seconds < 0 ? "-" : "") + "\(Int(milliseconds))ms"
    }

    /// An age: `0.8s 42s 3m05s 2h10m 3d04h`.
    package static func age(seconds: Double) -> String {
        text(seconds, tenthsBelow: 10)
    }

    /// An age; see ``age(seconds:)``.
    package static func age(_ duration: Duration) -> String {
        age(seconds: duration.seconds)
    }

    /// Seconds with one decimal, for a value whose name says that it is in seconds: `12.3`.
    package static func seconds(_ duration: Duration) -> String {
        let tenths = duration.wholeNanoseconds / 100_000_000
        return (tenths < 0 ? "-" : "") + "\(abs(tenths / 10)).\(abs(tenths % 10))"
    }

    private static func text(_ seconds: Double, tenthsBelow limit: Double) -> String {
        let tenths = (abs(seconds) * 10).rounded()
        guard tenths.isFinite, tenths < 1e15 else { return "?" }
        let sign = seconds < 0 && tenths > 0 ? "-" : ""
        if tenths < limit * 10 { return sign + "\(tenths / 10)s" }
        let whole = Int((tenths / 10).rounded(.down))
        return sign + (whole < 60 ? "\(whole)s" : minutes(whole))
    }

    private static func minutes(_ seconds: Int) -> String {
        switch seconds {
        case ..<3600: "\(seconds / 60)m" + twoDigits(seconds % 60) + "s"
        case ..<86_400: "\(seconds / 3600)h" + twoDigits(seconds / 60 % 60) + "m"
        default: "\(seconds / 86_400)d" + twoDigits(seconds / 3600 % 24) + "h"
        }
    }

    private static func twoDigits(_ number: Int) -> String {
        (number < 10 ? "0" : "") + String(number)
    }

    /// A size in powers of 1024 under PostgreSQL's names for them (`pg_size_pretty`): `0B 512B 1.2MB 340GB`.
    package static func size(bytes: UInt64) -> String {
        guard bytes >= 1024 else { return "\(bytes)B" }
        var value = Double(bytes) / 1024
        var units = ["kB", "MB", "GB", "TB", "PB", "EB"][...]
        while units.count > 1, value.rounded() >= 1024 {
            value /= 1024
            units.removeFirst()
        }
        let tenths = (value * 10).rounded() / 10
        return (tenths < 10 ? "\(tenths)" : "\(Int(value.rounded()))") + (units.first ?? "")
    }

    /// A speed: `0B/s 1.2MB/s`; `?` where the number is not a speed.
    package static func speed(bytesPerSecond: Double) -> String {
        guard let bytes = UInt64(exactly: bytesPerSecond.rounded()) else { return "?" }
        return size(bytes: bytes) + "/s"
    }

    /// An approximate time, or a round one from a setting: `0 s 90 s 4 min 1 h 28 h 3 d`, in the largest unit of which
    /// there are two, or a whole number.
    package static func round(seconds: Double) -> String {
        guard seconds.magnitude < 1e15 else { return "?" }
        let whole = seconds.rounded()
        let units: [(name: String, seconds: Double)] = [("d", 86_400), ("h", 3600), ("min", 60)]
        let unit =
            units.first { unit in
                whole >= 2 * unit.seconds || whole > 0 && whole.remainder(dividingBy: unit.seconds) == 0
            } ?? ("s", 1)
        return "\(Int((whole / unit.seconds).rounded())) \(unit.name)"
    }

    /// An expected time: `now`, `in 4 min`.
    package static func expected(inSeconds seconds: Double) -> String {
        seconds < 0.5 ? "now" : "in " + round(seconds: seconds)
    }
}
