package import ReplicationCore

/// A time for which some alerts are shown but not told: planned work, for example. It ends by itself.
package struct Silence: Hashable, Sendable, Codable, Identifiable {
    /// Eight hexadecimal digits, for people to type.
    package var id: String
    package var matcher: AlertMatcher
    package var startsAt: WallInstant
    /// At this instant it is over; also when it was expired early.
    package var endsAt: WallInstant
    /// Who set it, as the client said.
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

    /// Whether it is in force: until its end. Every silence begins when it is made, so its start is only shown: a clock
    /// that is set back past it must not switch it off.
    package func isActive(at wallNow: WallInstant) -> Bool {
        wallNow < endsAt
    }
}
