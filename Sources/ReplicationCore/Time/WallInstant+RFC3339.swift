extension WallInstant {
    /// Reads a time in the form of RFC 3339, section 5.6: `2026-01-02T03:04:05.678Z`, `2026-01-02 04:04:05+01:00`;
    /// digits beyond the millisecond are dropped. `nil` for anything else.
    package init?(rfc3339 text: some StringProtocol) {
        var rest = Substring(text).utf8[...]
        guard let year = rest.number(digits: 4), rest.skip("-"), let month = rest.number(digits: 2, 1...12),
            rest.skip("-"), let day = rest.number(digits: 2, 1...Self.days(ofMonth: month, year)),
            rest.skip("T", "t", " "), let hour = rest.number(digits: 2, 0...23), rest.skip(":"),
            let minute = rest.number(digits: 2, 0...59), rest.skip(":"), let second = rest.number(digits: 2, 0...60),
            let milliseconds = rest.fraction(), let offset = rest.offsetMinutes(), rest.isEmpty
        else { return nil }
        let seconds =
            Self.days(toYear: year, month, day) * 86_400 + hour * 3600 + (minute - offset) * 60 + second
        self.init(milliseconds: seconds * 1000 + milliseconds)
    }

    private static func days(ofMonth month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Days since 1970-01-01 of a date in the proleptic Gregorian calendar, years 0 to 9999; the year is shifted to begin
    /// in March, so that the leap day comes last.
    private static func days(toYear year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shiftedYear = year + 400 - (month <= 2 ? 1 : 0)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return shiftedYear * 365 + shiftedYear / 4 - shiftedYear / 100 + shiftedYear / 400 + dayOfYear - 146_097
            - 719_468
    }
}

extension Substring.UTF8View {
    /// Takes exactly so many digits.
    fileprivate mutating func number(digits: Int, _ range: ClosedRange<Int64> = 0...9999) -> Int64? {
        let text = prefix(digits)
        guard text.count == digits, text.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int64(Substring(text)),
            range.contains(value)
        else { return nil }
        self = dropFirst(digits)
        return value
    }

    /// Takes one of these characters.
    fileprivate mutating func skip(_ characters: Unicode.Scalar...) -> Bool {
        guard let byte = first, characters.contains(Unicode.Scalar(byte)) else { return false }
        self = dropFirst()
        return true
    }

    /// Takes the fraction of a second, in milliseconds; 0 when there is none.
    fileprivate mutating func fraction() -> Int64? {
        guard skip(".") else { return 0 }
        let digits = prefix { (0x30...0x39).contains($0) }
        self = dropFirst(digits.count)
        guard !digits.isEmpty else { return nil }
        return digits.prefix(3).reduce(into: (value: Int64(0), scale: Int64(100))) { sum, digit in
            sum = (sum.value + Int64(digit - 0x30) * sum.scale, sum.scale / 10)
        }.value
    }

    /// Takes the offset from UTC.
    fileprivate mutating func offsetMinutes() -> Int64? {
        if skip("Z", "z") { return 0 }
        let isWest = first == 0x2D
        guard skip("+", "-"), let hours = number(digits: 2, 0...23), skip(":"), let minutes = number(digits: 2, 0...59)
        else { return nil }
        return (hours * 60 + minutes) * (isWest ? -1 : 1)
    }
}
