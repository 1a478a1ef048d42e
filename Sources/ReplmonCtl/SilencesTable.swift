package import StatusAPI

/// `ctl silence`: what is shown and not told.
package enum SilencesTable {
    /// `ctl silence list`: each silence that is not over; ends in a newline.
    package static func render(_ document: SilencesDocument, style: TerminalStyle) -> String {
        guard !document.silences.isEmpty else { return "nothing is silenced\n" }
        return document.silences.map { silence in
            style.bullet(
                silence.id.oneLine, .bold,
                "until \(silence.endsAt.toTheSecond) by \(silence.author): \(silence.scope); \(silence.reason)")
        }.joined()
    }

    /// What `ctl silence add` did; ends in a newline.
    package static func added(_ reply: SilenceReply) -> String {
        guard let silence = reply.silence else { return "" }
        let now =
            switch reply.matchingAlerts {
            case nil: ""
            case 0?: "; none of it is active now"
            case 1?: "; 1 alert of it is active now"
            case let count?: "; \(count) alerts of it are active now"
            }
        return "\(silence.id.oneLine) silences \(silence.scope.oneLine) until \(silence.endsAt.toTheSecond)\(now)\n"
    }

    /// What `ctl silence expire` did; ends in a newline.
    package static func expired(_ reply: SilenceReply) -> String {
        reply.silence.map { "\($0.id.oneLine) is over: \($0.scope.oneLine) is told again\n" } ?? ""
    }

    /// What `ctl ack` did; ends in a newline.
    package static func acknowledged(_ reply: AcknowledgeReply) -> String {
        reply.acknowledged.map { alert in
            let subject = [alert.name, alert.cluster, alert.node, alert.slot].compactMap(\.self)
            return "\(subject.joined(separator: " ").oneLine) acknowledged"
                + (alert.acknowledgedBy.map { " by \($0.oneLine)" } ?? "") + "\n"
        }.joined()
    }
}
