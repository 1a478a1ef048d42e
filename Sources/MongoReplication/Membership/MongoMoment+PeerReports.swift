internal import ReplicationCore

extension MongoMoment {
    /// The matrix of views: how replmon sees each member, and then how each member that answers sees the others.
    var peerReports: [PeerReport] {
        members.map { ownReport(on: $0) }
            + members.flatMap { reporter in
                members.compactMap { reporter == $0 ? nil : report(on: $0, by: reporter) }
            }
    }

    private func ownReport(on host: String) -> PeerReport {
        let record = nodes[host]?.record ?? NodeRecord()
        let answers = reading(host) != nil
        let refusal: Bool? =
            switch record.failure {
            case nil, .local?: nil
            case let failure?: failure.serverAnswered
            }
        return PeerReport(
            reporter: nil, subject: host, reaches: answers ? true : refusal, state: state(of: host)?.name,
            heardAgo: record.lastReadingAt?.duration(to: now), message: record.failure?.description)
    }

    private func report(on host: String, by reporter: String) -> PeerReport? {
        guard let reading = memberReading(reporter) else { return nil }
        if let view = peerView(of: host, by: reporter) {
            let isKnown = view.row.state != .unknown || !view.row.healthy
            return PeerReport(
                reporter: reporter, subject: host, reaches: isKnown ? view.row.healthy : nil,
                state: view.row.state.name, heardAgo: view.heardAgo,
                message: view.row.isAuthenticated
                    ? view.row.message.flatMap { $0.isEmpty ? nil : $0 }
                    : "authentication between the two fails")
        }
        // `hello` names the primary that the member knows, and shows no other member's state.
        return reading.status != nil
            ? nil
            : PeerReport(
                reporter: reporter, subject: host, reaches: reading.hello.primary == host ? true : nil,
                state: reading.hello.primary == host ? MemberState.primary.name : nil)
    }
}
