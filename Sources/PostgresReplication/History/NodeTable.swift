internal import ReplicationCore

/// One value per node, by name. Clusters are small: comparing a few names takes less than hashing one.
struct NodeTable<Value: Sendable>: Sendable {
    /// In the order in which they were added.
    private var names: [String]
    private var values: [Value?]
    /// Where each name is, once there are many.
    private var places: [String: Int]

    /// From how many names on hashing pays.
    private static var manyNames: Int { 16 }

    init() {
        (names, values, places) = ([], [], [:])
    }

    /// Of several values for one name the last counts.
    init(_ pairs: some Sequence<(String, Value)>) {
        self.init()
        for (name, value) in pairs { self[name] = value }
    }

    private init(names: [String], places: [String: Int], values: [Value?]) {
        (self.names, self.places, self.values) = (names, places, values)
    }

    subscript(name: String) -> Value? {
        get { place(of: name).flatMap { values[$0] } }
        _modify {
            let place = place(of: name) ?? add(name)
            yield &values[place]
        }
    }

    /// Another value for each name; none where it is `nil`.
    func map<Other>(_ value: (String) -> Other?) -> NodeTable<Other> {
        NodeTable<Other>(names: names, places: places, values: names.map(value))
    }

    private func place(of name: String) -> Int? {
        names.count < Self.manyNames ? names.firstIndex(of: name) : places[name]
    }

    private mutating func add(_ name: String) -> Int {
        names.append(name)
        values.append(nil)
        if names.count == Self.manyNames {
            places = Dictionary(zip(names, names.indices), uniquingKeysWith: { $1 })
        } else if names.count > Self.manyNames {
            places[name] = names.count - 1
        }
        return names.count - 1
    }
}
