/// A listening stream socket that the service manager opened for this process.
package struct InheritedSocket: Hashable, Sendable {
    /// The descriptor; its user closes it. It is closed on exec.
    package let descriptor: Int32
    /// The unit's `FileDescriptorName=`; `unknown` when the manager gave none.
    package let name: String
}
