/// `control:` in the configuration: the local socket for `replmon ctl`.
package struct ControlSettings: Hashable, Sendable {
    /// Absolute path of the unix socket, at most 107 bytes (unix(7): `sun_path` holds 108 with its final zero).
    package var socket: String

    /// The socket at this path.
    package init(socket: String = "/run/replmon/control.sock") {
        self.socket = socket
    }
}
