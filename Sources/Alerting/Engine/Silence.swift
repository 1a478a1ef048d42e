package import ReplicationCore

/// A period in which people are not notified of some alerts, for example during planned work; the alerts are still
/// shown. It ends by itself.
package struct Silence: Hashable, Sendable, Codable, Identifiable {
    /// Eight hexadecimal digits, for people to type.
    package var id: String
    package var matcher: AlertMatcher
    package var startsAt: WallInstant
    /// When it ends or ended, also if it was ended early.
    package var endsAt: WallInstant
    /// Who set it, as the client states it.
    package var author: String
    package var reason: String

    package init(
        id: String, matcher: AlertMatcher, startsAt: WallInstant, endsAt: WallInstant, author: String, reason: String
    ) {
        self.id = id
        self.matcher = matcher
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.author = author
        self.reason = reason
    }

    /// Whether it is in force, which is so until its end. Every silence begins when it is made, so its start is only
    /// shown: setting the clock back past the start must not switch the silence off.
    package func isActive(at wallNow: WallInstant) -> Bool {
        wallNow < endsAt
    }
}
