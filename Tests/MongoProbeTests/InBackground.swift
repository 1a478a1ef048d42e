import Dispatch

/// Runs work that blocks on a thread of its own.
@discardableResult
func inBackground<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue(label: "background").async { continuation.resume(with: Result(catching: body)) }
    }
}
