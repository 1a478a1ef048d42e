/// The name of an alert: the identity that rules, silences, dashboards and journal queries rely on.
///
/// Names are never changed or reused. What each means, its default thresholds and what to do about it is in the
/// alert catalogue (`AlertCatalogue` of the module Alerting).
public enum AlertName: String, Hashable, Sendable, CaseIterable {
    case postgresNodeDown = "PostgresNodeDown"
    case postgresNoPrimary = "PostgresNoPrimary"
    case postgresSplitBrain = "PostgresSplitBrain"
    case postgresStandbyDisconnected = "PostgresStandbyDisconnected"
    case postgresReplicationStalled = "PostgresReplicationStalled"
    case postgresReplicationLag = "PostgresReplicationLag"
    case postgresReplayBlocked = "PostgresReplayBlocked"
    case postgresPrivilegeMissing = "PostgresPrivilegeMissing"
    case mongoMemberDown = "MongoMemberDown"
    case mongoMemberUnreachable = "MongoMemberUnreachable"
    case mongoNoPrimary = "MongoNoPrimary"
    case mongoMemberState = "MongoMemberState"
    case mongoReplicationLag = "MongoReplicationLag"
    case mongoAuthenticationFailed = "MongoAuthenticationFailed"
    case replmonReloadFailed = "ReplmonReloadFailed"
}
