import Dispatch
import Glibc

/// The start of the process.
@main
enum Program {
    /// Runs the command that was typed.
    ///
    /// Not `async`: Swift starts threads before it calls an `async` main, and Dispatch must be silenced before. Medium
    /// priority: Swift would give the command the main thread's priority, which is user initiated, and for root
    /// Dispatch then runs its threads before those of the servers on the same machine. Nothing awaits the task, because
    /// a waiter passes on its priority.
    static func main() {
        silenceDispatch()
        Task.detached(priority: .medium) { await Replmon.runAsTyped() }
        dispatchMain()
    }

    /// Keeps Dispatch's own messages out of the journal, unless the environment already sets the variable.
    ///
    /// Dispatch sets the nice value of each of its threads (setpriority(2)). The thread that waits for events gets -4,
    /// which only root may set; in a process that was started with a higher nice value any thread fails. Each failure
    /// is a message to syslog(3) that helps nobody. The variable is read at the first message.
    private static func silenceDispatch() {
        unsafe setenv("LIBDISPATCH_LOG", "NO", 0)
    }
}
