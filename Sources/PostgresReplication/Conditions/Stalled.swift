internal import ReplicationCore

/// Whether nothing arrives on a link that looks connected, while its upstream writes.
func stalled(_ standby: AnsweringStandby) -> Answer {
    let (name, link) = (standby.name, standby.link)
    switch link.state {
    case .stalled:
        let source = link.upstream ?? "its upstream"
        return .holds("\(name) looks connected to \(source), but nothing arrives", link.evidence)
    case .unknown:
        return .unknown(link.unknownReason, summary: "link to \(name) not known", link.evidence)
    case .streaming, .catchup, .archive, .disconnected, .foreign: return .clear
    }
}
