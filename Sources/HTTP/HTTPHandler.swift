/// Answers one request. It runs in a task of its own, off the event loop, so it may wait; the task is cancelled when
/// the connection ends or `Limits.handlerDeadline` passes, and its response after that is dropped.
package typealias HTTPHandler = @Sendable (HTTPRequest) async -> HTTPResponse
