/// Rows of text with their columns aligned. Columns that are empty but for their heading are left out.
struct TextTable {
    private let rows: [[String]]
    private let rightAligned: Set<Int>

    /// The first row is the heading; all rows have as many cells as it has.
    init(_ rows: [[String]], rightAligned: Set<Int>) {
        self.rows = rows
        self.rightAligned = rightAligned
    }

    /// One line per row, without trailing blanks.
    var lines: [String] {
        let columns = (rows.first ?? []).indices.filter { column in rows.dropFirst().contains { !$0[column].isEmpty } }
        let widths = columns.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(columns, widths).map { column, width in
                let padding = String(repeating: " ", count: width - row[column].count)
                return rightAligned.contains(column) ? padding + row[column] : row[column] + padding
            }
            return Self.withoutTrailingBlanks(cells.joined(separator: "  "))
        }
    }

    private static func withoutTrailingBlanks(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
