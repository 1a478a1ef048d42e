/// `control:` in the configuration: the local socket for `replmon ctl`.
public struct ControlSettings: Hashable, Sendable {
    /// Absolute path of the unix socket, at most 107 bytes (unix(7): `sun_path` holds 108 with its final zero).
    public var socket: String

    /// The socket at this path.
    public init(socket: String = "/run/replmon/control.sock") {
        self.socket = socket
    }
}
