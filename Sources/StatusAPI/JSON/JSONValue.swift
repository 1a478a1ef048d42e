/// A value that can be written as JSON.
package protocol JSONValue {
    /// Adds the value: one call of a method of `json`.
    func write(to json: inout JSONWriter)
}

/// An object whose members are known when replmon is compiled.
package protocol JSONObject: JSONValue {
    /// The members as JSON names them, in the order in which they are written: sorted by name.
    associatedtype CodingKeys: CodingKey, CaseIterable, RawRepresentable<String>

    /// Adds the value of one member, or nothing where the member is left out. Switches over `key`, so that the compiler
    /// refuses a member that is forgotten.
    func write(_ key: CodingKeys, to json: inout JSONWriter)
}

extension JSONObject {
    package func write(to json: inout JSONWriter) {
        json.write(object: self)
    }
}

extension String: JSONValue {
    package func write(to json: inout JSONWriter) {
        json.write(string: self)
    }
}

extension Bool: JSONValue {
    package func write(to json: inout JSONWriter) {
        json.write(literal: self ? "true" : "false")
    }
}

extension Double: JSONValue {
    package func write(to json: inout JSONWriter) {
        json.write(number: self)
    }
}

extension JSONValue where Self: FixedWidthInteger {
    package func write(to json: inout JSONWriter) {
        json.write(literal: description)
    }
}

extension Int: JSONValue {}
extension Int32: JSONValue {}
extension Int64: JSONValue {}
extension UInt32: JSONValue {}
extension UInt64: JSONValue {}

/// `nil` is `null`.
extension Optional: JSONValue where Wrapped: JSONValue {
    package func write(to json: inout JSONWriter) {
        if let self { self.write(to: &json) } else { json.write(literal: "null") }
    }
}

extension Array: JSONValue where Element: JSONValue {
    package func write(to json: inout JSONWriter) {
        json.write(array: self)
    }
}

/// An object whose members are known only at run time, such as evidence: sorted by name.
extension Dictionary: JSONValue where Key == String, Value: JSONValue {
    package func write(to json: inout JSONWriter) {
        json.write(dictionary: self)
    }
}
