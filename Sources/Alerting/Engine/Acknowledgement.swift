package import ReplicationCore

/// Somebody's statement that a firing alert is known and taken care of. It is shown with the alert, and people are
/// notified again only when the alert becomes worse or is resolved. It ends with the alert.
package struct Acknowledgement: Hashable, Sendable, Codable {
    /// Who acknowledged, as the client states it.
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
