import ReplicationLab

/// `waitUntil` that suspends, also for a condition that does not: no thread of the tests' pool is blocked.
func eventually(
    _ what: String, within limit: Duration = .seconds(15), poll: Duration = .milliseconds(5),
    isolation: isolated (any Actor)? = #isolation, _ condition: () async throws -> Bool
) async throws {
    try await waitUntil(what, within: limit, poll: poll, condition)
}
