/// An age that is known to lie between two limits.
package struct AgeLimits: Hashable, Sendable {
    package var least: Duration
    /// `nil` where nothing limits it.
    package var most: Duration?

    package init(least: Duration, most: Duration? = nil) {
        self.least = least
        self.most = most
    }

    /// The limits that satisfy both; `nil` where they contradict each other.
    package func intersection(_ other: AgeLimits) -> AgeLimits? {
        let least = max(self.least, other.least)
        guard let most = [self.most, other.most].compactMap(\.self).min() else { return AgeLimits(least: least) }
        return least <= most ? AgeLimits(least: least, most: most) : nil
    }

    /// The nearest age within the limits.
    package func clamp(_ age: Duration) -> Duration {
        let raised = max(least, age)
        return most.map { min(raised, max(least, $0)) } ?? raised
    }

    /// The largest error of an age within the limits; `nil` where nothing limits it.
    package func bound(of age: Duration) -> Duration? {
        most.map { max(age - least, $0 - age) }
    }
}
