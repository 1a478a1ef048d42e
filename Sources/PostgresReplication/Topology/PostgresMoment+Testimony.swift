internal import ReplicationCore

extension PostgresMoment {
    /// What one node says of another that does not answer the monitor.
    struct Testimony {
        var witness: String
        var word: Word
        /// What it is based on, in words.
        var text: String

        enum Word {
            /// Heard from it since it failed to answer us.
            case alive
            /// Still connected to it, and nothing has come since.
            case undecided
            /// No connection to it, or a dead one.
            case gone
            /// Not asked since.
            case notAsked
        }
    }

    /// What standbys that answer say of their upstream that does not: by their WAL receivers, not by replay, which stands
    /// still for reasons of its own. What they said before the first failed poll counts for nothing.
    func testimonies(about name: String) -> [Testimony] {
        guard let suspect = nodes[name], let failingSince = suspect.record.failingSince else { return [] }
        return names.compactMap { witness in
            guard witness != name, let reading = reading(witness), reading.standby != nil,
                let node = nodes[witness], upstream(of: witness) == name,
                Self.sameSystem(suspect.lastReading, reading)
            else { return nil }
            if node.record.lastReadingAt.map({ $0 <= failingSince }) ?? true {
                return Testimony(witness: witness, word: .notAsked, text: "\(witness) has not been asked since")
            }
            return testimony(of: witness, node, reading, since: failingSince)
        }
    }

    private func testimony(
        of witness: String, _ node: PostgresNode, _ reading: HeldReading, since failingSince: MonotonicInstant
    ) -> Testimony {
        guard let receiver = reading.standby?.walReceiver, receiver.status != "stopping" else {
            return Testimony(witness: witness, word: .gone, text: "\(witness) has no WAL receiver")
        }
        let limit = Self.livenessLimit(reading.settings.walReceiverTimeout)
        let age = node.heardAt.map { max(.zero, $0.duration(to: now)) }
        let last = age.map { "last message \(HumanText.age($0)) ago" } ?? "no message seen"
        if let heardAt = node.heardAt, let age, heardAt > failingSince, age <= limit {
            return Testimony(witness: witness, word: .alive, text: "\(witness) receives from it, \(last)")
        }
        let silence = age ?? node.receiverSince?.duration(to: now) ?? .zero
        return silence <= limit
            ? Testimony(
                witness: witness, word: .undecided, text: "\(witness)'s WAL receiver is still connected, \(last)")
            : Testimony(witness: witness, word: .gone, text: "\(witness) receives nothing from it, \(last)")
    }

    /// Who hears a standby that does not answer us: its upstream, by replies that came since.
    func hearing(of name: String) -> Testimony? {
        guard let node = nodes[name], let failingSince = node.record.failingSince, let repliedAt = node.repliedAt,
            let upstream = node.join?.upstream, let reading = reading(upstream),
            sender(for: name) != nil, repliedAt > failingSince
        else { return nil }
        let age = repliedAt.duration(to: now)
        guard age <= Self.livenessLimit(reading.settings.walSenderTimeout) else { return nil }
        return Testimony(
            witness: upstream, word: .alive, text: "\(upstream) hears it, reply at most \(HumanText.age(age)) ago")
    }

    /// How long a live connection may carry nothing: an idle one shows a message every half of its timeout, so three
    /// quarters of it; of the default where it is switched off.
    static func livenessLimit(_ timeout: Duration?) -> Duration {
        let timeout = timeout.flatMap { $0 > .zero ? $0 : nil } ?? .seconds(60)
        return timeout / 4 * 3
    }
}
