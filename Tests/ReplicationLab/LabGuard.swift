import Glibc

/// A small shell process that ends everything in a lab's folder and removes the folder, as soon as the lab's owner
/// closes a socket: by ending the lab, by exiting or by being killed.
///
/// A process belongs to the lab when its working directory lies in the lab's folder. This rule also finds the processes
/// that a killed server left behind (the backends of a postmaster have their own sessions), and a reused process id
/// cannot mislead it.
struct LabGuard: Sendable {
    private let pid: pid_t
    private let lifeline: Int32

    /// `$1` the folder, `$2` the owner's process id, `$3` whether to keep the folder. A killed postmaster leaves
    /// a System V segment, named in its pid file, and libmongoc its counters in `/dev/shm`.
    private static let script = """
        trap '' HUP INT QUIT TERM PIPE
        while read -r _; do :; done
        for _ in $(seq 500); do
            pids=$(find /proc -mindepth 2 -maxdepth 2 -path '/proc/[0-9]*/cwd' \\
                '(' -lname "$1" -o -lname "$1/*" ')' -printf '%h\\n' 2>/dev/null | cut -d/ -f3)
            [ -n "$pids" ] || break
            kill -KILL $pids 2>/dev/null
            sleep 0.02
        done
        for file in "$1"/*/postmaster.pid; do
            [ -e "$file" ] && ipcrm -m "$(sed -n 7p "$file" | awk '{ print $2 }')" 2>/dev/null
        done
        [ "$3" = keep ] || rm -rf "$1"
        readlink "/proc/$2/exe" >/dev/null || rm -f "/dev/shm/mongoc-$2"
        """

    /// Starts guarding `directory`, an absolute path without symbolic links.
    init(directory: String, keep: Bool) throws {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        try LabError.check(unsafe socketpair(AF_UNIX, type, 0, &ends), "cannot make a socket pair")
        let null = try FileText.open("/dev/null", O_RDWR)
        defer {
            close(ends[0])
            close(null)
        }
        let words = ["/bin/sh", "-c", Self.script, "lab-guard", directory, "\(getpid())", keep ? "keep" : "remove"]
        lifeline = ends[1]
        pid = try Launch(command: words, directory: "/").spawn(input: ends[0], output: null, errors: null)
    }

    /// Ends the lab's processes and folder; returns when that is done.
    func release() {
        close(lifeline)
        _ = waitForEnd(of: pid, within: .seconds(30))
    }
}
