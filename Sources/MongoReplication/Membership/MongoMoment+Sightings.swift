internal import ReplicationCore

extension MongoMoment {
    /// The matrix of views: what replmon says of each member, and then what each member that answers says of the others.
    var sightings: [MemberSighting] {
        members.map { ownSighting(of: $0) }
            + members.flatMap { witness in
                members.compactMap { witness == $0 ? nil : sighting(of: $0, by: witness) }
            }
    }

    private func ownSighting(of host: String) -> MemberSighting {
        let record = nodes[host]?.record ?? NodeRecord()
        let answers = reading(host) != nil
        let refusal: Bool? =
            switch record.failure {
            case nil, .local?: nil
            case let failure?: failure.serverAnswered
            }
        return MemberSighting(
            witness: nil, subject: host, reaches: answers ? true : refusal, state: state(of: host)?.name,
            heardAgo: record.lastReadingAt?.duration(to: now), message: record.failure?.description)
    }

    private func sighting(of host: String, by witness: String) -> MemberSighting? {
        guard let reading = memberReading(witness) else { return nil }
        if let view = peerView(of: host, by: witness) {
            let isTold = view.row.state != .unknown || !view.row.healthy
            return MemberSighting(
                witness: witness, subject: host, reaches: isTold ? view.row.healthy : nil, state: view.row.state.name,
                heardAgo: view.heardAgo,
                message: view.row.isAuthenticated
                    ? view.row.message.flatMap { $0.isEmpty ? nil : $0 }
                    : "authentication between the two fails")
        }
        // `hello` tells whom it takes for the primary, and no more.
        return reading.status != nil
            ? nil
            : MemberSighting(
                witness: witness, subject: host, reaches: reading.hello.primary == host ? true : nil,
                state: reading.hello.primary == host ? MemberState.primary.name : nil)
    }
}
