internal import Alerting
internal import ReplicationCore
internal import StatusAPI

/// The events of silences and acknowledgements.
extension Event {
    static func silenced(_ silence: Silence, at wallNow: WallInstant) -> Event {
        Event(
            at: wallNow, kind: .silenced, cluster: silence.matcher.cluster, node: silence.matcher.node,
            summary: "\(silence.author) silenced \(silence.matcher.text) until \(silence.endsAt): \(silence.reason)",
            details: ["silence": silence.id, "author": silence.author])
    }

    /// `how` is the end of the sentence: `ended`.
    static func silenceEnded(_ silence: Silence, how: String, at wallNow: WallInstant) -> Event {
        Event(
            at: wallNow, kind: .silenceExpired, cluster: silence.matcher.cluster, node: silence.matcher.node,
            summary: "the silence \(silence.id) of \(silence.matcher.text) \(how)",
            details: ["silence": silence.id, "author": silence.author])
    }

    static func acknowledged(_ alert: Alert, by acknowledgement: Acknowledgement) -> Event {
        let comment = acknowledgement.comment.isEmpty ? "" : ": \(acknowledgement.comment)"
        return Event(
            at: acknowledgement.at, kind: .acknowledged, cluster: alert.identity.cluster,
            node: alert.identity.subject.node,
            summary: "\(acknowledgement.author) acknowledged \(alert.identity.name.rawValue)\(comment)",
            details: ["alert": alert.identity.name.rawValue, "author": acknowledgement.author])
    }
}
