/// One member of a planned replica set.
package struct MongoMemberPlan: Sendable {
    /// The lab's name for it, also of its folder and log.
    package var name: String
    /// Votes without data.
    package var arbiter: Bool
    /// `members[n].priority`; 0 for an arbiter.
    package var priority: Double
    /// `members[n].votes`, 0 or 1.
    package var votes: Int
    /// `members[n].hidden`; needs priority 0.
    package var hidden: Bool
    /// `members[n].secondaryDelaySecs` in whole seconds; needs priority 0.
    package var delay: Duration?
    /// Validity of its certificate from the creation of the member; mongod does not start with an expired one.
    package var certificateExpiresIn: Duration

    /// A member; by default it holds data and may become primary.
    package init(
        name: String, arbiter: Bool = false, priority: Double = 1, votes: Int = 1, hidden: Bool = false,
        delay: Duration? = nil, certificateExpiresIn: Duration = .seconds(30 * 86_400)
    ) {
        self.name = name
        self.arbiter = arbiter
        self.priority = arbiter ? 0 : priority
        self.votes = votes
        self.hidden = hidden
        self.delay = delay
        self.certificateExpiresIn = certificateExpiresIn
    }

    /// Two members with data, m-a and m-b, and the arbiter m-c.
    package static let primarySecondaryArbiter = [
        MongoMemberPlan(name: "m-a"), MongoMemberPlan(name: "m-b"), MongoMemberPlan(name: "m-c", arbiter: true),
    ]

    /// Three members with data, m-a, m-b and m-c.
    package static let threeWithData = ["m-a", "m-b", "m-c"].map { MongoMemberPlan(name: $0) }

    /// Its entry in the replica set configuration.
    func configuration(id: Int, host: String, delayField: String) -> String {
        let delay = delay.map { ", \"\(delayField)\": \($0.components.seconds)" } ?? ""
        return """
            {"_id": \(id), "host": "\(host)", "arbiterOnly": \(arbiter), "priority": \(priority), "votes": \(votes), \
            "hidden": \(hidden)\(delay)}
            """
    }
}
