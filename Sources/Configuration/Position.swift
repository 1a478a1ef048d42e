import Yams

/// A place in the text, line and column counted from 1, the column in Unicode scalars as libyaml does.
struct Position: Hashable, Comparable {
    var line: Int
    var column: Int

    static let start = Position(line: 1, column: 1)

    init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    init(_ mark: Mark) {
        self.init(line: mark.line, column: mark.column)
    }

    init(_ node: Node) {
        self = node.mark.map(Position.init) ?? .start
    }

    static func < (left: Position, right: Position) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
