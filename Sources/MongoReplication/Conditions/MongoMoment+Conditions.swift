internal import ReplicationCore

extension MongoMoment {
    /// Every condition that applies to this set, answered: the table of conditions, row by row.
    var conditions: [Condition] {
        MongoConditions.table.flatMap { group in
            subjects(group.subjects).flatMap { subject in
                group.rows.compactMap { row in
                    answer(row.question, subject).map {
                        Condition(row.alert, subject, $0, causes: row.causes(self, subject))
                    }
                }
            }
        }
    }

    private func subjects(_ subjects: MongoConditions.Subjects) -> [Condition.Subject] {
        let withData = members.filter { !isArbiter($0) }
        return switch subjects {
        case .set: [Condition.Subject()]
        case .members: members.map { Condition.Subject(node: $0) }
        case .membersWithData: withData.map { Condition.Subject(node: $0) }
        case .possiblePrimaries: (withData + splitOffPrimaries).map { Condition.Subject(node: $0) }
        case .pairs:
            withData.flatMap { reporter in
                members.filter { $0 != reporter }.map { Condition.Subject(node: reporter, upstream: $0) }
            }
        }
    }

    /// `nil` where the question does not apply to the subject. A member that is silent answers no question that needs
    /// its reply: the answer is unknown, and why.
    private func answer(_ question: MongoCondition.Question, _ subject: Condition.Subject) -> Answer? {
        if case .set(let answer) = question { return answer(self) }
        guard let host = subject.node else { return nil }
        switch question {
        case .set: return nil
        case .member(let answer): return answer(self, host)
        case .answeringMember(let answer):
            return answering[host].map { answer(self, $0) } ?? .unknown(staleReason(host))
        case .follower(let answer): return followers[host].map { answer(self, $0) }
        case .delayedFollower(let answer):
            return followers[host].flatMap { $0.delay > .zero ? answer(self, $0) : nil }
        case .pair(let answer):
            return subject.upstream.map { answer(self, MemberPair(reporter: host, subject: $0)) }
        }
    }
}
