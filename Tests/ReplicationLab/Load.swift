/// Writes that go on in the background until they are stopped or their lab ends.
public final class Load: Sendable {
    private let ending: @Sendable () throws -> Void

    init(ending: @escaping @Sendable () throws -> Void) {
        self.ending = ending
    }

    /// Stops writing; returns when nothing more will be written.
    public func stop() throws {
        try ending()
    }
}
