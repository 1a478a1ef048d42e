/// Times and sizes as people read them at a glance.
public enum HumanText {
    /// A lag: `0.0s 850ms 1.2s 59.9s 3m05s 2h10m 3d04h`, with a sign when negative.
    public static func lag(seconds: Double) -> String {
        let milliseconds = (abs(seconds) * 1000).rounded()
        guard milliseconds > 0, milliseconds < 1000 else { return text(seconds, tenthsBelow: 60) }
        return (seconds < 0 ? "-" : "") + "\(Int(milliseconds))ms"
    }

    /// An age: `0.8s 42s 3m05s 2h10m 3d04h`.
    public static func age(seconds: Double) -> String {
        text(seconds, tenthsBelow: 10)
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
    public static func size(bytes: UInt64) -> String {
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
}
