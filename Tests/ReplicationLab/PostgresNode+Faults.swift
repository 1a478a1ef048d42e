import Glibc

/// Actions of operators and applications on a server.
extension PostgresNode {
    /// Shuts the server down and starts it again; returns when it accepts connections.
    package func restart(_ mode: StopMode = .fast) throws {
        try stop(mode)
        try start()
    }

    /// Creates a physical replication slot that keeps WAL from now on.
    package func createSlot(_ slot: String) throws {
        try sql("SELECT pg_create_physical_replication_slot('\(slot)', true)")
    }

    /// Drops a replication slot as soon as no WAL sender uses it any more.
    package func dropSlot(_ slot: String) throws {
        try waitUntil("the slot \(slot) of \(name) to be dropped") {
            try sql("SELECT pg_drop_replication_slot('\(slot)')")
            return true
        }
    }

    /// Limits the sessions of a role (`ALTER ROLE … CONNECTION LIMIT`); existing sessions go on.
    package func setConnectionLimit(_ limit: Int, of role: String = "replmon") throws {
        try sql("ALTER ROLE \(role) CONNECTION LIMIT \(limit)")
    }

    /// Changes the password of a role; existing sessions go on.
    package func rotatePassword(of role: String = "replmon", to password: String) throws {
        try sql("ALTER ROLE \(role) PASSWORD '\(password)'")
    }

    /// Opens ordinary sessions until the server refuses one (SQLSTATE 53300). Superusers can still log in.
    package func exhaustConnections() throws -> HeldSessions {
        var sessions: [PostgresSession] = []
        while true {
            do {
                sessions.append(try PostgresSession(port: port, user: "standby", application: "crowd"))
            } catch let error as PostgresSession.Refusal where error.code == "53300" {
                return HeldSessions(sessions, in: lab)
            }
        }
    }

    /// Runs `query` in a session of the superuser and keeps its transaction, and so its snapshot, until released: in
    /// one long `pg_sleep`, or with `idle` in no statement at all.
    package func holdQuery(_ query: String = "SELECT count(*) FROM pg_class", idle: Bool = false) throws
        -> HeldSessions
    {
        let session = try PostgresSession(port: port, application: "held")
        // Otherwise a server notices the end of a session only when its statement ends.
        try session.run("SET client_connection_check_interval = '100ms'")
        try session.run("BEGIN ISOLATION LEVEL REPEATABLE READ")
        try session.run(query)
        if !idle { try session.send("SELECT pg_sleep(86400)") }
        return HeldSessions([session], in: lab)
    }

    /// The folder that `archive(failing: false)` copies WAL to.
    package var archiveDirectory: String { "\(lab.directory)/archive-\(name)" }

    /// Switches `archive_command` between a copy and one that fails. The plan must set `archive_mode` to `on`.
    package func archive(failing: Bool) throws {
        try installation.makeDirectory(archiveDirectory)
        try configure(["archive_command": failing ? "false" : "cp %p \(archiveDirectory)/%f"])
    }

    /// Ends the current WAL segment (`pg_switch_wal`), so that one can be archived or removed.
    package func switchWAL() throws {
        // A segment in which nothing was written is not switched.
        try sql("SELECT pg_logical_emit_message(true, 'lab', 'switch'); SELECT pg_switch_wal()")
    }

    /// From now on the server cannot create a WAL file, as on a full disk: a WAL receiver ends when its segment is
    /// full, a primary panics.
    ///
    /// An ordinary container may not mount a small disk, so `pg_wal` refuses new files instead: the server fails in
    /// the same place, with another reason (EACCES for ENOSPC).
    package func fillWALDisk() throws {
        try LabError.check(unsafe chmod("\(directory)/pg_wal", 0o500), "cannot close \(directory)/pg_wal")
    }

    /// Makes room again.
    package func freeWALDisk() throws {
        try LabError.check(unsafe chmod("\(directory)/pg_wal", 0o700), "cannot open \(directory)/pg_wal")
    }

    /// Starts to commit `rate` times a second in one session, and counts the commits that return.
    package func startWriter(rate: Int = 20) -> PostgresWriter {
        PostgresWriter(port: port, interval: .seconds(1) / max(1, rate), in: lab)
    }

    /// Starts to commit at recorded instants.
    package func startWriteLog(every interval: Duration = .milliseconds(20)) throws -> WriteLog {
        try WriteLog(port: port, interval: interval, in: lab)
    }
}
