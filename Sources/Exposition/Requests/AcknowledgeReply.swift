public import Alerting

/// The reply of `POST /api/v1/acknowledgements`.
public struct AcknowledgeReply: JSONDocument, Hashable {
    /// The schema's version: 1.
    public var version = 1
    /// `success`, or `error` when nothing was changed.
    public var status: String
    /// The alerts that are acknowledged by it.
    public var acknowledged: [StatusDocument.AlertStatus]
    /// What went otherwise than whoever asked may expect; absent when nothing did.
    public var warnings: [String]?
    /// Why nothing was changed, a line each; absent after a success.
    public var problems: [String]?

    /// These alerts are acknowledged. `warnings`: for example that it could not be saved.
    public static func success(_ alerts: [Alert], warnings: [String] = []) -> AcknowledgeReply {
        AcknowledgeReply(
            status: "success", acknowledged: alerts.map(StatusDocument.AlertStatus.init),
            warnings: warnings.isEmpty ? nil : warnings)
    }

    /// Nothing was changed.
    public static func error(problems: [String]) -> AcknowledgeReply {
        AcknowledgeReply(status: "error", acknowledged: [], problems: problems)
    }

    /// The same with more to warn of.
    public func warning(_ more: [String]) -> AcknowledgeReply {
        var reply = self
        reply.warnings = more.isEmpty ? warnings : more + (warnings ?? [])
        return reply
    }

    /// Whether it was done.
    public var isSuccess: Bool {
        status == "success"
    }
}
