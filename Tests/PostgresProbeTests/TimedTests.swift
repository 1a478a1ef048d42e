import Testing

/// Tests that measure time or start servers: one at a time, so that none is late because of another.
@Suite(.serialized, .timeLimit(.minutes(3)))
enum TimedTests {}
