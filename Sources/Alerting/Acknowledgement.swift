public import Replication

/// Somebody's word that a firing alert is known and taken care of: it is shown with it, and told again only when it
/// becomes worse or ends. It goes with the alert.
public struct Acknowledgement: Hashable, Sendable, Codable {
    /// Who, as the client said.
    public var author: String
    public var at: WallInstant
    /// Empty when none was given.
    public var comment: String

    public init(author: String, at: WallInstant, comment: String = "") {
        self.author = author
        self.at = at
        self.comment = comment
    }
}
