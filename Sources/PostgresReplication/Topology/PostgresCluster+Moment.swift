internal import ReplicationCore

extension PostgresCluster {
    /// The answers for one instant behind one reference: a cluster is copied with every stage of them.
    final class Moment: Sendable {
        let answers: Answers

        init(_ answers: Answers) {
            self.answers = answers
        }
    }

    /// Answers for one instant that many parts of one view ask for, each computed once. Each stage uses those before it.
    struct Answers: Sendable {
        /// The fresh readings.
        var readings = NodeTable<HeldReading>()
        /// The node declared before each that is the same server.
        var doubles: NodeTable<String>?
        var primaries: [String]?
        /// By standby or primary; a node that follows nobody has the entry `nil`.
        var upstreams = NodeTable<String?>()
        var divergences = NodeTable<Condition>()
        var links = NodeTable<Link>()
        var slots = NodeTable<[SlotState]>()

        /// The state of the link between a node and its upstream.
        struct Link: Sendable {
            var upstream: String?
            var state: LinkState
            var evidence: [Evidence]
        }
    }

    /// The cluster with the answers for this moment.
    func answering(at now: MonotonicInstant) -> PostgresCluster {
        knowing(primaryAnswers(at: now)).withUpstreams(at: now).withLinks(at: now).withSlots(at: now)
    }

    /// The answers that follow from the readings alone.
    func primaryAnswers(at now: MonotonicInstant) -> Answers {
        knowing(Answers(readings: nodes.map { reading($0, at: now) })).withDoubles(at: now)
    }

    private func withDoubles(at now: MonotonicInstant) -> Answers {
        var answers = moment?.answers ?? Answers()
        answers.doubles = nodes.map { twin(of: $0, at: now) }
        answers.primaries = names.filter { answers.readings[$0]?.isPrimary == true && answers.doubles?[$0] == nil }
        return answers
    }

    private func withUpstreams(at now: MonotonicInstant) -> PostgresCluster {
        var answers = moment?.answers ?? Answers()
        answers.upstreams = nodes.map { .some(upstream(of: $0, at: now)) }
        return knowing(answers)
    }

    private func withLinks(at now: MonotonicInstant) -> PostgresCluster {
        var answers = moment?.answers ?? Answers()
        answers.divergences = nodes.map { timelineDiverged($0, at: now) }
        answers.links = nodes.map { downstream in
            let upstream = upstream(of: downstream, at: now)
            let (state, evidence) = linkState(of: downstream, upstream: upstream, at: now)
            return Answers.Link(upstream: upstream, state: state, evidence: evidence)
        }
        return knowing(answers)
    }

    private func withSlots(at now: MonotonicInstant) -> PostgresCluster {
        var answers = moment?.answers ?? Answers()
        answers.slots = nodes.map { slotStates(on: $0, at: now) }
        return knowing(answers)
    }

    private func knowing(_ answers: Answers) -> PostgresCluster {
        var cluster = self
        cluster.moment = Moment(answers)
        return cluster
    }
}
