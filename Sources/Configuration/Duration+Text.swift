import ReplicationCore

extension Duration {
    /// Reads `500ms`, `5s`, `2m`, `1h`, `1d` and combinations from large to small, such as `1m30s`.
    init(parsing text: String) throws(Refusal) {
        guard let duration = Duration(text: text) else {
            throw Refusal("`\(text)` is not a duration; write a number and a unit, such as 500ms, 5s, 2m, 1h or 1d")
        }
        self = duration
    }
}
