internal import ReplicationCore

extension PostgresMoment {
    /// Whether the primary does not answer replmon and is alive all the same, by the reports of nodes that receive from it.
    func primaryUnreachable(_ name: String) -> Answer {
        let record = nodes[name]?.record ?? NodeRecord()
        guard record.latest == nil || !isStandby(name) else { return .clear }
        guard let failure = record.failure else {
            return readings[name] != nil ? .clear : .unknown(staleReason(of: name))
        }
        let reports = downstreamReports(on: name)
        if case .local = failure {
            return .unknown(failure.description, summary: "\(name): \(failure)", failureEvidence(name, reports))
        }
        if case .startingUp = failure { return .clear }
        guard !failure.serverAnswered else { return .clear }
        guard record.isFailureConfirmed else { return askedAgain(name, failure, failureEvidence(name, reports)) }
        let alive = reports.filter { $0.status == .alive }
        if !alive.isEmpty {
            let texts = alive.map(\.text).joined(separator: "; ")
            return .holds(
                "\(name) does not answer replmon, but is alive: \(texts): \(failure)", failureEvidence(name, reports))
        }
        guard let open = reports.first(where: { $0.status == .notAsked || $0.status == .undecided }) else {
            return .clear
        }
        return .unknown(
            "\(name) does not answer; \(open.text)", summary: "\(name) does not answer: \(failure)",
            failureEvidence(name, reports))
    }
}
