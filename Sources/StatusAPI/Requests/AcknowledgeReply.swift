package import Alerting

/// The reply of `POST /api/v1/acknowledgements`.
package struct AcknowledgeReply: JSONDocument, Hashable {
    /// The schema's version: 1.
    package var version = 1
    /// `success`, or `error` when nothing was changed.
    package var status: String
    /// The alerts that are acknowledged by it.
    package var acknowledged: [StatusDocument.AlertStatus]
    /// Everything that the client may not expect; absent when there is nothing.
    package var warnings: [String]?
    /// Why nothing was changed, a line each; absent after a success.
    package var problems: [String]?

    /// These alerts are acknowledged. `warnings`: for example that it could not be saved.
    package static func success(_ alerts: [Alert], warnings: [String] = []) -> AcknowledgeReply {
        AcknowledgeReply(
            status: "success", acknowledged: alerts.map(StatusDocument.AlertStatus.init),
            warnings: warnings.isEmpty ? nil : warnings)
    }

    /// Nothing was changed.
    package static func error(problems: [String]) -> AcknowledgeReply {
        AcknowledgeReply(status: "error", acknowledged: [], problems: problems)
    }

    /// The same reply with more warnings.
    package func warning(_ more: [String]) -> AcknowledgeReply {
        var reply = self
        reply.warnings = more.isEmpty ? warnings : more + (warnings ?? [])
        return reply
    }

    /// Whether it was done.
    package var isSuccess: Bool {
        status == "success"
    }
}

extension AcknowledgeReply {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case acknowledged
        case problems
        case status
        case version
        case warnings
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .acknowledged: json.write(acknowledged)
        case .problems: json.writeIfPresent(problems)
        case .status: json.write(status)
        case .version: json.write(version)
        case .warnings: json.writeIfPresent(warnings)
        }
    }
}
