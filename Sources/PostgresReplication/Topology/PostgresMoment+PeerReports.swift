internal import ReplicationCore

extension PostgresMoment {
    /// The reports of standbys that answer on their upstream that does not: by their WAL receivers, not by replay, which stands
    /// still for other reasons too. A reading from before the first failed poll counts for nothing.
    func downstreamReports(on name: String) -> [PeerReport] {
        guard let suspect = nodes[name], let failingSince = suspect.record.failingSince else { return [] }
        return names.compactMap { reporter in
            guard reporter != name, let node = answeringNode(reporter), node.reading.standby != nil,
                upstream(of: reporter) == name, Self.sameSystem(suspect.lastReading, node.reading)
            else { return nil }
            if node.history.record.lastReadingAt.map({ $0 <= failingSince }) ?? true {
                return PeerReport(
                    reporter: reporter, status: .notAsked, text: "\(reporter) has not been asked since")
            }
            return report(by: node, since: failingSince)
        }
    }

    private func report(by node: AnsweringNode, since failingSince: MonotonicInstant) -> PeerReport {
        let (reporter, history) = (node.name, node.history)
        guard let receiver = node.reading.standby?.walReceiver, receiver.status != .stopping else {
            return PeerReport(reporter: reporter, status: .gone, text: "\(reporter) has no WAL receiver")
        }
        let limit = Self.livenessLimit(node.reading.settings.walReceiverTimeout)
        let age = history.heardAt.map { max(.zero, $0.duration(to: now)) }
        let last = age.map { "last message \(HumanText.age($0)) ago" } ?? "no message seen"
        if let heardAt = history.heardAt, let age, heardAt > failingSince, age <= limit {
            return PeerReport(reporter: reporter, status: .alive, text: "\(reporter) receives from it, \(last)")
        }
        let silence = age ?? history.receiverSince?.duration(to: now) ?? .zero
        return silence <= limit
            ? PeerReport(
                reporter: reporter, status: .undecided,
                text: "\(reporter)'s WAL receiver is still connected, \(last)")
            : PeerReport(reporter: reporter, status: .gone, text: "\(reporter) receives nothing from it, \(last)")
    }

    /// The report of the upstream on a standby that does not answer replmon: alive, if a reply came since; `nil` without one.
    func upstreamReport(on name: String) -> PeerReport? {
        guard let node = nodes[name], let failingSince = node.record.failingSince, let repliedAt = node.repliedAt,
            let upstream = node.join?.upstream, let reading = reading(upstream),
            sender(for: name) != nil, repliedAt > failingSince
        else { return nil }
        let age = repliedAt.duration(to: now)
        guard age <= Self.livenessLimit(reading.settings.walSenderTimeout) else { return nil }
        return PeerReport(
            reporter: upstream, status: .alive,
            text: "\(upstream) hears it, reply at most \(HumanText.age(age)) ago")
    }

    /// How long a live connection may carry nothing: an idle one shows a message every half of its timeout, so three
    /// quarters of it; of the default where it is switched off.
    static func livenessLimit(_ timeout: Duration?) -> Duration {
        let timeout = timeout.flatMap { $0 > .zero ? $0 : nil } ?? .seconds(60)
        return timeout / 4 * 3
    }
}
