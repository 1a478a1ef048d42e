/// The reply of `POST /api/v1/reload` on the control socket.
public struct ReloadReply: JSONDocument, Hashable {
    /// `success`, or `error` when the file was refused and the previous configuration stays in force.
    public var status: String
    /// What the accepted configuration changed, a line each; absent after an error.
    public var changed: [String]?
    /// What is wrong with the refused one, as `file:line:column: …`; absent after a success.
    public var problems: [String]?

    /// The configuration was accepted.
    public static func success(changed: [String]) -> ReloadReply {
        ReloadReply(status: "success", changed: changed)
    }

    /// The configuration was refused.
    public static func error(problems: [String]) -> ReloadReply {
        ReloadReply(status: "error", problems: problems)
    }

    /// Whether the configuration was accepted.
    public var isSuccess: Bool {
        status == "success"
    }
}
