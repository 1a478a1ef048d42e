import Testing

/// Tests of the real program on real servers. One at a time: they measure times, and share few processors.
@Suite(.serialized, .timeLimit(.minutes(4)))
struct ServerTests {}
