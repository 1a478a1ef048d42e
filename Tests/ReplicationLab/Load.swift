/// A client of a server that works in the background until it is stopped or its lab ends.
package final class Load: Sendable {
    private let ending: @Sendable () throws -> Void

    init(ending: @escaping @Sendable () throws -> Void) {
        self.ending = ending
    }

    /// Ends it; returns when it has stopped.
    package func stop() throws {
        try ending()
    }
}
