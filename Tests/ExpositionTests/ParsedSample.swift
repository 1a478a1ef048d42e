/// One sample line of Prometheus' text format, read back by the rules of the format's documentation: a small parser of
/// its own, so that the writer is not judged by itself.
struct ParsedSample {
    var name: String
    var labels: [String: String] = [:]
    /// The label names in their order.
    var labelNames: [String] = []
    var value: Double

    /// `nil` when the line is not one well-formed sample.
    init?(_ line: String) {
        var rest = line.unicodeScalars[...]
        name = Self.take(&rest) { $0 != "{" && $0 != " " }
        if rest.first == "{" {
            repeat {
                rest.removeFirst()
                guard let (label, text) = Self.label(&rest) else { return nil }
                labels[label] = text
                labelNames.append(label)
            } while rest.first == ","
            guard rest.popFirst() == "}" else { return nil }
        }
        guard rest.popFirst() == " ", let value = Double(String(rest)) else { return nil }
        self.value = value
    }

    /// The samples of a page, in order; `nil` for a line that is none.
    static func all(of page: String) -> [ParsedSample?] {
        page.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { ParsedSample(String($0)) }
    }

    private static func label(_ rest: inout Substring.UnicodeScalarView) -> (String, String)? {
        let name = take(&rest) { $0 != "=" }
        guard rest.popFirst() == "=", rest.popFirst() == "\"" else { return nil }
        var value = ""
        while let scalar = rest.popFirst(), scalar != "\"" {
            guard scalar == "\\" else {
                value.unicodeScalars.append(scalar)
                continue
            }
            switch rest.popFirst() {
            case "n": value += "\n"
            case "\\": value += "\\"
            case "\"": value += "\""
            default: return nil
            }
        }
        return (name, value)
    }

    private static func take(
        _ rest: inout Substring.UnicodeScalarView, while holds: (Unicode.Scalar) -> Bool
    ) -> String {
        let taken = rest.prefix(while: holds)
        rest.removeFirst(taken.count)
        return String(taken)
    }
}
