internal import ReplicationCore

/// Whether a standby has no connection to its upstream, or one to a server of another system.
func disconnected(_ standby: AnsweringStandby) -> Answer {
    let (name, link) = (standby.name, standby.link)
    let source = link.upstream ?? "its upstream"
    switch link.state {
    case .disconnected:
        let causes = link.causes.map(\.sentence).joined(separator: ", ")
        return .holds(
            "\(name) is not connected to \(source)" + (causes.isEmpty ? "" : ": \(causes)"), link.evidence)
    case .foreign:
        return .holds("\(name) and \(source) are different systems: not its standby", link.evidence)
    case .unknown:
        return .unknown(link.unknownReason, summary: "link to \(name) not known", link.evidence)
    case .streaming, .catchup, .stalled, .archive: return .clear
    }
}
