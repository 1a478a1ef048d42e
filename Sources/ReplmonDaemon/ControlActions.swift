internal import Alerting
internal import ReplicationCore
internal import StatusAPI

/// The actions and queries that endpoints need beyond the published snapshot.
struct ControlActions: Sendable {
    /// Reads the configuration again.
    var reload: @Sendable () async -> ReloadReply
    /// Adds a silence; its request has been checked.
    var addSilence: @Sendable (SilenceRequest) async -> SilenceReply
    /// Ends a silence before its time; `nil` if no silence in force has this id.
    var expireSilence: @Sendable (Silence.ID) async -> SilenceReply?
    /// Acknowledges the firing alerts that match; its request has been checked.
    var acknowledge: @Sendable (AcknowledgeRequest) async -> AcknowledgeReply
    /// The newest events from an instant on (`nil`: from the first), at most so many, the newest last.
    var events: @Sendable (WallInstant?, Int) async -> [Event]

    /// For a daemon that is starting or has stopped: every action is refused.
    static let unavailable = ControlActions(
        reload: { .error(problems: [reason]) }, addSilence: { _ in .error(problems: [reason]) },
        expireSilence: { _ in .error(problems: [reason]) }, acknowledge: { _ in .error(problems: [reason]) },
        events: { _, _ in [] })

    private static let reason = "replmon is starting or stopping"
}
