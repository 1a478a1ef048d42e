/// One fact behind an answer: a name from a fixed set, with the unit in it, and a printed value.
package struct Evidence: Hashable, Sendable {
    package var name: String
    /// The node or number that the fact belongs to, where an answer has the same fact of several; `nil` otherwise.
    package var subject: String?
    package var value: String

    package init(_ name: String, of subject: String? = nil, _ value: String) {
        self.name = name
        self.subject = subject
        self.value = value
    }

    /// A fact that may be absent; absent facts are left out rather than printed as zero.
    package init?(_ name: String, of subject: String? = nil, optional value: (some CustomStringConvertible)?) {
        guard let value else { return nil }
        self.init(name, of: subject, value.description)
    }

    /// The key of the fact in documents, where evidence is a dictionary: the name, and the subject after an underscore.
    package var key: String {
        subject.map { "\(name)_\($0)" } ?? name
    }
}
