internal import ReplicationCore

extension PostgresMoment {
    /// Whether a server runs and refuses replmon's login or its question, or answers it in a form that replmon does not
    /// understand.
    func probeRefused(_ name: String) -> Answer {
        let record = nodes[name]?.record ?? NodeRecord()
        guard let failure = record.failure, let refusal = Self.refusal(by: name, failure) else {
            return readings[name] != nil ? .clear : .unknown(staleReason(of: name))
        }
        let evidence = [Evidence("reason", failure.reason), Evidence("error", failure.description)]
        return record.isFailureConfirmed
            ? .holds(refusal, evidence) : .unknown("\(refusal); asked again", summary: refusal, evidence)
    }

    private static func refusal(by name: String, _ failure: ProbeFailure) -> String? {
        switch failure {
        case .authentication(let text): "\(name) refuses replmon's login: \(text)"
        case .privilege(let text): "\(name) denies replmon's role a privilege: \(text)"
        case .server(let code, let message): "\(name) answers replmon's question with error \(code): \(message)"
        case .malformed(let field): "\(name) answers, but not understandably: \(field)"
        default: nil
        }
    }
}
