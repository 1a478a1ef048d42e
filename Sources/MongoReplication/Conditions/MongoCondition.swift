internal import ReplicationCore

/// One row of the table of conditions: an alert, the function that answers for one subject, and the causes.
struct MongoCondition: Sendable {
    /// The function, by the value it takes.
    enum Question: Sendable {
        /// Of the set.
        case set(@Sendable (MongoMoment) -> Answer)
        /// Of a member, whether it answers or not.
        case member(@Sendable (MongoMoment, String) -> Answer)
        /// Of a member that answers; for a silent one the answer is unknown.
        case answeringMember(@Sendable (MongoMoment, AnsweringMember) -> Answer)
        /// Of a member that copies data from another.
        case follower(@Sendable (MongoMoment, Follower) -> Answer)
        /// Of a follower that has a configured delay.
        case delayedFollower(@Sendable (MongoMoment, Follower) -> Answer)
        /// Of the way from one member, which can be asked, to another.
        case pair(@Sendable (MongoMoment, MemberPair) -> Answer)
    }

    /// The members whose failure would explain the condition.
    typealias Causes = @Sendable (MongoMoment, Condition.Subject) -> [String]

    let alert: AlertName
    let question: Question
    let causes: Causes

    init(_ alert: AlertName, _ question: Question, causes: @escaping Causes = MongoCondition.noCauses) {
        self.alert = alert
        self.question = question
        self.causes = causes
    }

    static let noCauses: Causes = { _, _ in [] }
    /// The members of the subject themselves.
    static let itself: Causes = { _, subject in [subject.node, subject.upstream].compactMap(\.self) }
}
