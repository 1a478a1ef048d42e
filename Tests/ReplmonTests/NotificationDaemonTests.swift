import Testing

/// What reaches a person, through a real Alertmanager, of what happens to real servers. Each scene prints a line: what
/// should reach the person, and what did, in seconds from the fault.
///
/// No part of ``ServerTests``: in full length (`REPLMON_LONG_TESTS=1`) a scene takes up to a quarter of an hour.
@Suite(.serialized, .timeLimit(.minutes(20)))
struct NotificationDaemonTests {}
