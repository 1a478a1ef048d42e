/// A value and where it stands in the file.
struct Located<Value> {
    let value: Value
    let position: Position
}
