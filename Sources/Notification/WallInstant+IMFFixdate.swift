import ReplicationCore

extension WallInstant {
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, the form in which HTTP dates are sent; `nil` for anything else, the two
    /// obsolete forms included. https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
    ///
    /// The name of the day is not compared with the date.
    init?(imfFixdate text: String) {
        let pattern = /([A-Z][a-z]{2}), ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) GMT/
        guard let fields = text.wholeMatch(of: pattern)?.output, Self.weekdays.contains(String(fields.1)),
            let month = Self.months.firstIndex(of: String(fields.3)), let day = Int64(fields.2), (1...31).contains(day),
            let year = Int64(fields.4), let hour = Int64(fields.5), hour < 24, let minute = Int64(fields.6),
            minute < 60, let second = Int64(fields.7), second <= 60
        else { return nil }
        let days = Self.daysSinceEpoch(year: year, month: Int64(month) + 1, day: day)
        self.init(milliseconds: ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1_000)
    }

    /// In the proleptic Gregorian calendar; the year has at most four digits. Years are counted from March, so that the
    /// leap day comes last (400 years are 146,097 days).
    private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        // Counted from the year -400, so that nothing is negative.
        let marchYear = (month <= 2 ? year - 1 : year) + 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return 365 * marchYear + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468 - 146_097
    }
}
