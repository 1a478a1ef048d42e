package import ReplicationCore

/// Somebody's word that a firing alert is known and taken care of: it is shown with it, and told again only when it
/// becomes worse or ends. It goes with the alert.
package struct Acknowledgement: Hashable, Sendable, Codable {
    /// Who, as the client said.
    package var author: String
    package var at: WallInstant
    /// Empty when none was given.
    package var comment: String

    package init(author: String, at: WallInstant, comment: String = "") {
        self.author = author
        self.at = at
        self.comment = comment
    }
}
