package import StatusAPI

/// `ctl silence`: the silences, whose alerts are shown and not sent.
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

    /// The outcome of `ctl silence add`; ends in a newline.
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

    /// The outcome of `ctl silence expire`; ends in a newline.
    package static func expired(_ reply: SilenceReply) -> String {
        reply.silence.map { "\($0.id.oneLine) is over: \($0.scope.oneLine) is reported again\n" } ?? ""
    }

    /// The outcome of `ctl ack`; ends in a newline.
    package static func acknowledged(_ reply: AcknowledgeReply) -> String {
        reply.acknowledged.map { alert in
            let subject = [alert.name, alert.cluster, alert.node, alert.slot].compactMap(\.self)
            return "\(subject.joined(separator: " ").oneLine) acknowledged"
                + (alert.acknowledgedBy.map { " by \($0.oneLine)" } ?? "") + "\n"
        }.joined()
    }
}
