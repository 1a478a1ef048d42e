extension Duration {
    /// The units in which people write durations, largest first.
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// Reads `500ms`, `5s`, `2m`, `1h`, `1d` and combinations from large to small, such as `1m30s`; `nil` for anything
    /// else.
    package init?(text: some StringProtocol) {
        var rest = text[...]
        var units = Self.units[...]
        var milliseconds: Int64 = 0
        repeat {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(name.count)
            // Nine digits of days are far from overflowing.
            guard let unit = units.firstIndex(where: { $0.name == name }), let count = Int64(digits), digits.count <= 9
            else { return nil }
            milliseconds += count * units[unit].milliseconds
            units = units[(unit + 1)...]
        } while !rest.isEmpty
        self = .milliseconds(milliseconds)
    }

    /// As ``init(text:)`` reads it, in one unit; anything finer than a millisecond is dropped.
    package var text: String {
        let milliseconds = wholeMilliseconds
        guard milliseconds != 0, let unit = Self.units.first(where: { milliseconds % $0.milliseconds == 0 }) else {
            return "0s"
        }
        return "\(milliseconds / unit.milliseconds)\(unit.name)"
    }
}
