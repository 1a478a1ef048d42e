/// A number with its unit, to be shown and to be compared with another of the same unit.
struct Quantity {
    let value: Double
    let text: String

    static func milliseconds(_ duration: Duration) -> Quantity {
        Quantity(duration / .milliseconds(1), unit: " ms", decimals: 3)
    }

    static func mebibytes(_ bytes: Int) -> Quantity {
        Quantity(Double(bytes) / Double(1 << 20), unit: " MiB", decimals: 1)
    }

    static func percent(_ share: Double) -> Quantity {
        Quantity(share * 100, unit: " %", decimals: 2)
    }

    static func count(_ number: Int) -> Quantity {
        Quantity(Double(number), unit: "", decimals: 0)
    }

    static func ratio(_ number: Int, _ whole: Int) -> Quantity {
        Quantity(Double(number) / Double(whole), unit: "", decimals: 2)
    }

    /// `unit` follows the number as it is, with its blank.
    init(_ value: Double, unit: String, decimals: Int) {
        self.value = value
        let scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
        let scaled = Int64(min(max(value * Double(scale), -1e15), 1e15).rounded())
        let fraction = decimals == 0 ? "" : ".\(String(scaled.magnitude % UInt64(scale) + UInt64(scale)).dropFirst())"
        text = "\(scaled < 0 ? "-" : "")\(scaled.magnitude / UInt64(scale))\(fraction)\(unit)"
    }
}
