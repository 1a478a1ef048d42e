package import Alerting

/// The reply of `POST /api/v1/silences` and of `DELETE /api/v1/silences/ID`.
package struct SilenceReply: JSONDocument, Hashable {
    /// The schema's version: 1.
    package var version = 1
    /// `success`, or `error` when nothing was changed.
    package var status: String
    /// The silence as it is now; absent after an error.
    package var silence: SilenceStatus?
    /// How many active alerts it silences now; absent once it is over.
    package var matchingAlerts: Int?
    /// Everything that the client may not expect; absent when there is nothing.
    package var warnings: [String]?
    /// Why nothing was changed, a line each; absent after a success.
    package var problems: [String]?

    /// It is in force, or over. `warnings`: for example that it could not be saved.
    package static func success(_ silence: Silence, warnings: [String] = []) -> SilenceReply {
        SilenceReply(
            status: "success", silence: SilenceStatus(silence), warnings: warnings.isEmpty ? nil : warnings)
    }

    /// Nothing was changed.
    package static func error(problems: [String]) -> SilenceReply {
        SilenceReply(status: "error", problems: problems)
    }

    /// Whether it was done.
    package var isSuccess: Bool {
        status == "success"
    }

    /// The same reply with more warnings.
    package func warning(_ more: [String]) -> SilenceReply {
        var reply = self
        reply.warnings = more.isEmpty ? warnings : more + (warnings ?? [])
        return reply
    }
}

extension SilenceReply {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case matchingAlerts = "matching_alerts"
        case problems
        case silence
        case status
        case version
        case warnings
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .matchingAlerts: json.writeIfPresent(matchingAlerts)
        case .problems: json.writeIfPresent(problems)
        case .silence: json.writeIfPresent(silence)
        case .status: json.write(status)
        case .version: json.write(version)
        case .warnings: json.writeIfPresent(warnings)
        }
    }
}
