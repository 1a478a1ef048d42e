/// Rows of text in columns as wide as their content, names shortened to make a line fit the terminal.
struct AlignedTable {
    /// A heading and how its column is set.
    struct Column {
        var title: String
        var isNumeric = false
        /// Whether the text may be shortened in the middle: names.
        var isElastic = false
    }

    private static let gap = 2
    private let columns: [Column]
    private let rows: [[String]]
    private let widths: [Int]

    /// Each row has a text for each column; names keep at least `least` characters, even if a line is then too long.
    init(_ columns: [Column], _ rows: [[String]], fitting width: Int, least: Int) {
        var widths = columns.enumerated().map { index, column in
            rows.map { $0[index].count }.reduce(column.title.count, max)
        }
        while Self.total(widths) > width {
            let elastic = widths.indices.filter { columns[$0].isElastic && widths[$0] > least }
            guard let widest = elastic.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
        }
        (self.columns, self.rows, self.widths) = (columns, rows, widths)
    }

    /// The length of a line at most.
    var width: Int {
        Self.total(widths)
    }

    private static func total(_ widths: [Int]) -> Int {
        widths.reduce(0) { $0 + gap + $1 }
    }

    /// The heading, without its end of line.
    var header: String {
        line(columns.map(\.title))
    }

    /// A row, without its end of line.
    func line(_ row: Int) -> String {
        line(rows[row])
    }

    private func line(_ texts: [String]) -> String {
        var line = ""
        for ((text, column), width) in zip(zip(texts, columns), widths) {
            line += String(repeating: " ", count: Self.gap)
            line += text.shortened(to: width).padded(to: width, right: column.isNumeric)
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}
