/// The fields of a request's query, taken one by one; everything that is wrong is collected.
struct QueryFields {
    private var values: [String: String] = [:]
    private var problems: [String] = []

    /// Fields of no other names than these, each at most once.
    init(_ fields: [(name: String, value: String)], names: [String]) {
        for (name, value) in fields.prefix(20) {
            let shown = name.oneLine.limited(to: 100)
            if !names.contains(name) {
                let known = names.isEmpty ? "there are none" : "there are: \(names.joined(separator: ", "))"
                problems.append("there is no parameter `\(shown)`; \(known)")
            } else if values.updateValue(value, forKey: name) != nil {
                problems.append("the parameter `\(shown)` is there twice")
            }
        }
    }

    /// The field's value as `read` makes it; `nil` when it is not there, or is not `meaning`.
    mutating func value<Value>(_ name: String, _ meaning: String, _ read: (String) -> Value?) -> Value? {
        guard let text = values[name] else { return nil }
        let value = read(text)
        if value == nil { problems.append("the parameter `\(name)` must be \(meaning)") }
        return value
    }

    /// Ends the reading: throws when anything was wrong.
    func finish() throws(RequestProblems) {
        guard problems.isEmpty else { throw RequestProblems(problems) }
    }
}
