import CLab
import Glibc

/// A program to start: its arguments (the first is looked up in PATH), its environment and its working directory.
struct Launch: Sendable {
    var command: [String]
    /// Added to `PATH` and `LC_ALL=C.UTF-8`; nothing else is inherited, so no `PG…` variable of the caller has an
    /// effect.
    var environment: [String: String] = [:]
    /// The working directory. One below a lab's folder marks the process as the lab's: `LabGuard` ends it.
    var directory: String

    /// Starts the program in its own session, so that Ctrl-C reaches only the owner, with these three standard
    /// descriptors and no other, and default signal handling.
    func spawn(input: Int32, output: Int32, errors: Int32) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for (target, descriptor) in [input, output, errors].enumerated() {
            unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(target))
        }
        unsafe posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        unsafe posix_spawn_file_actions_addchdir_np(&actions, directory)

        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | LAB_SPAWN_SETSID
        unsafe posix_spawnattr_setflags(&attributes, flags)

        let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        let variables = ["PATH": path, "LC_ALL": "C.UTF-8"].merging(environment) { $1 }.map { "\($0)=\($1)" }
        let words = CStrings(command)
        let settings = CStrings(variables)
        let program = command.first ?? ""
        var pid = pid_t()
        let code = unsafe posix_spawnp(&pid, program, &actions, &attributes, words.pointers, settings.pointers)
        if code != 0 { throw LabError("cannot start \(program): \(LabError.systemMessage(code))") }
        return pid
    }
}

/// A NULL-terminated array of C strings.
@safe private struct CStrings: ~Copyable {
    let pointers: [UnsafeMutablePointer<CChar>?]

    init(_ strings: [String]) {
        unsafe pointers = strings.map { unsafe strdup($0) } + [nil]
    }

    deinit {
        unsafe pointers.forEach { unsafe free($0) }
    }
}
