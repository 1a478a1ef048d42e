internal import ReplicationCore

extension PostgresMoment {
    /// The history of the timeline that a primary is on: by its own proof, or by that of a standby on that timeline. Two
    /// servers promoted apart may give two timelines one number, so another primary's proof is not used.
    func timelineHistory(of primary: String) -> TimelineProof? {
        guard let reading = reading(primary), let timeline = reading.timeline else { return nil }
        func proof(by name: String) -> TimelineProof? {
            guard let node = nodes[name], let proof = node.proof, proof.timeline == timeline,
                Self.sameSystem(node.lastReading, reading)
            else { return nil }
            return proof
        }
        return proof(by: primary) ?? names.lazy.filter { isStandby($0) }.compactMap { proof(by: $0) }.first
    }

    /// Why there is no timeline history of a primary.
    func noTimelineHistoryReason(_ primary: String) -> String {
        reading(primary)?.inventory?.mayReplicate == false
            ? "replmon's role lacks REPLICATION on \(primary)"
            : "its timeline history has not been read yet from \(primary)"
    }
}

extension TimelineProof {
    /// Where an earlier timeline of this history ended.
    func end(of timeline: UInt32) -> LSN? {
        switches.first { $0.timeline == timeline }?.at
    }
}
