import Glibc

/// Signals to processes of a lab that have no handle of their own.
enum Signals {
    /// SIGKILL.
    static func kill(_ process: Int32) {
        Glibc.kill(process, SIGKILL)
    }
}
