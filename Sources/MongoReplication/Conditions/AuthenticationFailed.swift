internal import ReplicationCore

extension MongoConditions {
    /// Whether a member refuses replmon's login, or lets it ask too little.
    static func authenticationFailed(_ moment: MongoMoment, _ host: String) -> Answer {
        let reading = moment.reading(host)
        switch reading?.statusFailure ?? moment.nodes[host]?.record.failure {
        // A member that copies all data does not know replmon's user yet.
        case .authentication? where moment.isJoining(host), .privilege? where moment.isJoining(host): return .clear
        case .authentication(let text)?: return .holds("\(host) refuses replmon's login: \(text)")
        case .privilege(let text)?: return .holds("\(host): missing privilege: \(text)")
        case nil: return reading != nil ? .clear : .unknown(moment.staleReason(host))
        case let other?: return .unknown(other.description)
        }
    }
}
