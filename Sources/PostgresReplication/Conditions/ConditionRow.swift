internal import ReplicationCore

/// One row of a table of conditions: an alert, the nodes that are its causes, and the function that answers it.
///
/// `Subject` is what the condition is about. `Seen` is what its function takes: the subject itself, or, where only a node that
/// answers can be asked, the subject together with its fresh reading.
struct ConditionRow<Subject, Seen>: Sendable {
    let alert: AlertName
    /// The nodes whose failure would explain the condition (``Condition/causes``).
    let causes: @Sendable (PostgresMoment, Subject) -> [String]
    let answer: @Sendable (PostgresMoment, Seen) -> Answer

    init(
        _ alert: AlertName, causes: @escaping @Sendable (PostgresMoment, Subject) -> [String] = { _, _ in [] },
        answer: @escaping @Sendable (PostgresMoment, Seen) -> Answer
    ) {
        self.alert = alert
        self.causes = causes
        self.answer = answer
    }
}
