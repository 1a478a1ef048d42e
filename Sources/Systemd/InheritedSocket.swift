/// A listening stream socket that the service manager opened for this process.
public struct InheritedSocket: Hashable, Sendable {
    /// The descriptor; whoever takes it closes it. It is closed on exec.
    public let descriptor: Int32
    /// The unit's `FileDescriptorName=`; `unknown` when the manager gave none.
    public let name: String
}
