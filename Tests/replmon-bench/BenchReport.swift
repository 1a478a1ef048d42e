/// The measured values in their order, and their aims.
struct BenchReport {
    private var rows = [["subject", "measure", "value", "aim"]]
    private var verdicts: [String] = []

    mutating func add(_ subject: String, _ measure: String, _ value: String) {
        rows.append([subject, measure, value, ""])
    }

    /// A value with its aim.
    mutating func add(_ subject: String, _ measure: String, _ quantity: Quantity, atMost limit: Quantity) {
        rows.append([subject, measure, quantity.text, "≤ \(limit.text)"])
        let verdict = quantity.value <= limit.value ? "met   " : "MISSED"
        verdicts.append("\(verdict)  \(subject), \(measure): \(quantity.text), aim ≤ \(limit.text)")
    }

    /// The table, then a line for each aim.
    var text: String {
        let table = TextTable(rows, rightAligned: [2]).lines
        return (table + [""] + verdicts).joined(separator: "\n") + "\n"
    }
}
