/// The reply of `POST /api/v1/reload` on the control socket.
package struct ReloadReply: JSONDocument, Hashable {
    /// `success`, or `error` when the file was refused and the previous configuration stays in force.
    package var status: String
    /// The changes by the accepted configuration, a line each; absent after an error.
    package var changed: [String]?
    /// The errors in the refused one, as `file:line:column: …`; absent after a success.
    package var problems: [String]?

    /// The configuration was accepted.
    package static func success(changed: [String]) -> ReloadReply {
        ReloadReply(status: "success", changed: changed)
    }

    /// The configuration was refused.
    package static func error(problems: [String]) -> ReloadReply {
        ReloadReply(status: "error", problems: problems)
    }

    /// Whether the configuration was accepted.
    package var isSuccess: Bool {
        status == "success"
    }
}

extension ReloadReply {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case changed
        case problems
        case status
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .changed: json.writeIfPresent(changed)
        case .problems: json.writeIfPresent(problems)
        case .status: json.write(status)
        }
    }
}
