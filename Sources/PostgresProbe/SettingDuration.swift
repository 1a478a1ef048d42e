/// A time as PostgreSQL shows it in a setting: `1min`, `10s`, `500ms`, `0`
/// (<https://www.postgresql.org/docs/current/config-setting.html#CONFIG-SETTING-NAMES-VALUES>).
enum SettingDuration {
    /// The unit of a setting that is shown without one.
    enum Unit: String, CaseIterable {
        case microseconds = "us"
        case milliseconds = "ms"
        case seconds = "s"
        case minutes = "min"
        case hours = "h"
        case days = "d"

        fileprivate var microseconds: Int64 {
            switch self {
            case .microseconds: 1
            case .milliseconds: 1000
            case .seconds: 1_000_000
            case .minutes: 60_000_000
            case .hours: 3_600_000_000
            case .days: 86_400_000_000
            }
        }
    }

    /// Reads a whole number and a unit, with or without a space between; `nil` for anything else, and out of range.
    static func parse(_ text: String, unit defaultUnit: Unit) -> Duration? {
        let number = text.prefix { $0 == "-" || $0.isNumber }
        let suffix = text[number.endIndex...].drop { $0 == " " }
        guard let count = Int64(number), let unit = suffix.isEmpty ? defaultUnit : Unit(rawValue: String(suffix)) else {
            return nil
        }
        let (microseconds, overflow) = count.multipliedReportingOverflow(by: unit.microseconds)
        return overflow ? nil : .microseconds(microseconds)
    }
}
