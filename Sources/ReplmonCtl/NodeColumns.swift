internal import StatusAPI

/// The columns of one cluster's table and their widths: sized to their content, then made to fit the terminal.
struct NodeColumns {
    /// Blanks before the first column, and between two.
    private static let gap = 2
    /// The width to which a name or state may be shortened while another column can be left out instead.
    private static let comfortable = 12
    /// The width below which it is never shortened.
    private static let least = 6

    private(set) var widths: [(column: NodeRow.Column, width: Int)]

    /// First names are shortened as far as they stay distinct, then columns are left out, the least useful first, and
    /// only then are names shortened further.
    init(_ rows: [NodeRow], fitting width: Int) {
        let bytesApply = rows.contains { $0.bytes != "-" }
        widths = NodeRow.Column.allCases.filter { $0 != .bytes || bytesApply }.map { column in
            (column, ([column.title] + rows.map { $0[column] }).map(\.count).max() ?? 0)
        }
        let distinct = Self.distinctWidth(of: rows.flatMap { [$0.node, $0.upstream] })
        for dispensable in [nil, .reach, .seen, .upstream, .bytes] as [NodeRow.Column?] {
            widths.removeAll { $0.column == dispensable }
            if shrink(to: width, names: distinct, state: Self.comfortable) { return }
        }
        _ = shrink(to: width, names: Self.least, state: Self.least)
    }

    /// The width of a whole line.
    var total: Int {
        widths.reduce(0) { $0 + Self.gap + $1.width }
    }

    /// One line: each column's text, shortened, aligned, then painted.
    func line(_ text: (NodeRow.Column) -> String, paint: (NodeRow.Column, String) -> String) -> String {
        var line = ""
        for (column, width) in widths {
            let isLast = column == widths.last?.column
            let cell = text(column).shortened(to: width)
            let aligned = isLast && !column.isNumeric ? cell : cell.padded(to: width, right: column.isNumeric)
            line += String(repeating: " ", count: Self.gap) + paint(column, aligned)
        }
        return line
    }

    /// Narrows names, all alike so that one name looks the same in both its columns, and states until the line fits;
    /// leaves everything as it is if it cannot.
    private mutating func shrink(to width: Int, names: Int, state: Int) -> Bool {
        var narrowed = self
        while narrowed.total > width {
            let (widestName, stateWidth) = (narrowed.widest(.node, .upstream), narrowed.widest(.state))
            if widestName > names, widestName >= stateWidth || stateWidth <= state {
                narrowed.limit(.node, .upstream, to: widestName - 1)
            } else if stateWidth > state {
                narrowed.limit(.state, to: stateWidth - 1)
            } else {
                return false
            }
        }
        self = narrowed
        return true
    }

    private func widest(_ columns: NodeRow.Column...) -> Int {
        widths.filter { columns.contains($0.column) }.map(\.width).max() ?? 0
    }

    private mutating func limit(_ columns: NodeRow.Column..., to limit: Int) {
        widths = widths.map { ($0.column, columns.contains($0.column) ? min($0.width, limit) : $0.width) }
    }

    /// To what width names can be shortened and stay distinct; never less than is comfortable to read.
    static func distinctWidth(of names: [String]) -> Int {
        let names = Set(names)
        let longest = names.map(\.count).max() ?? 0
        return (comfortable..<max(comfortable, longest)).first { width in
            Set(names.map { $0.shortened(to: width) }).count == names.count
        } ?? max(comfortable, longest)
    }
}
