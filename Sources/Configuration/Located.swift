/// A value and its place in the file.
struct Located<Value> {
    let value: Value
    let position: Position
}
