import FoundationEssentials

/// How long something is done to servers: briefly, or with `REPLMON_LONG_TESTS=1` as long as it lasts in a bad night.
enum Span {
    static let isLong = ProcessInfo.processInfo.environment["REPLMON_LONG_TESTS"] == "1"

    static func of(_ brief: Duration, long: Duration) -> Duration {
        isLong ? long : brief
    }
}
