internal import ReplicationCore

extension PostgresMoment {
    /// Whether no node accepts writes. It holds only if every node that could be a primary is accounted for: those that answer
    /// are standbys, and none of them still receives from a node that does not answer replmon.
    var noPrimary: Answer {
        guard primaries.isEmpty else { return .clear }
        let silent = silentNodes
        let evidence = silent.isEmpty ? [] : [Evidence("silent", silent.joined(separator: ", "))]
        if silent.count == declarations.count { return .unknown("no node answers", evidence) }
        for name in names {
            guard let status = readings[name]?.standby?.walReceiver?.status,
                upstream(of: name).map({ readings[$0] == nil }) ?? true
            else { continue }
            if status == .streaming {
                let source = upstream(of: name) ?? "a primary"
                return .unknown("\(source) does not answer, but \(name) still receives from it", evidence)
            }
            guard status.isKnown else {
                return .unknown("the WAL receiver of \(name) is \"\(status)\", which replmon does not know", evidence)
            }
        }
        if silent.contains(where: { !isKnownSilent($0) }) {
            return .unknown("not seen: \(silent.joined(separator: ", "))", evidence)
        }
        let former = silentFormerPrimaries
        return .holds(
            former.isEmpty
                ? "no node accepts writes: all that answer are in recovery"
                : "no primary: \(former.joined(separator: ", ")) does not answer and the others are in recovery",
            evidence)
    }

    var silentNodes: [String] { names.filter { readings[$0] == nil } }

    /// The silent nodes that were primaries when they last answered.
    var silentFormerPrimaries: [String] {
        silentNodes.filter { nodes[$0]?.lastReading?.primary != nil }
    }

    /// A confirmed failure that leaves no room for a working primary behind it.
    private func isKnownSilent(_ name: String) -> Bool {
        guard let record = nodes[name]?.record, let failure = record.failure else { return false }
        return record.isFailureConfirmed && failure.isSilence
    }
}
