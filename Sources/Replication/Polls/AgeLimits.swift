/// An age that is known to lie between two limits.
struct AgeLimits: Hashable, Sendable {
    var least: Duration
    /// `nil` where nothing limits it.
    var most: Duration?

    /// What satisfies both; `nil` where they contradict each other.
    func intersection(_ other: AgeLimits) -> AgeLimits? {
        let least = max(self.least, other.least)
        guard let most = [self.most, other.most].compactMap(\.self).min() else { return AgeLimits(least: least) }
        return least <= most ? AgeLimits(least: least, most: most) : nil
    }

    /// The nearest age within the limits.
    func clamp(_ age: Duration) -> Duration {
        let raised = max(least, age)
        return most.map { min(raised, max(least, $0)) } ?? raised
    }

    /// How far off an age within the limits can be; `nil` where nothing limits it.
    func bound(of age: Duration) -> Duration? {
        most.map { max(age - least, $0 - age) }
    }
}
