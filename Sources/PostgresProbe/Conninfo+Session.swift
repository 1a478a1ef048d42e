import ReplicationCore

extension Conninfo {
    /// The parameters of a monitoring connection: it cannot write, wait for a lock or outlast its poll.
    ///
    /// The user's own `options` stay, before replmon's: of two `-c` for one setting the server takes the later.
    /// `budget` is the time one poll may take. `statement_timeout` is shorter, so that the server itself reports that
    /// it was slow, and time remains for the smaller query; but it is at least a second, so that a first poll with
    /// little time does not limit all later ones.
    /// <https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS>
    func forWatching(budget: Duration) -> Conninfo {
        let statement = min(max(budget.wholeMilliseconds / 4 * 3, 1000), 3_600_000)
        let settings = [
            "statement_timeout=\(statement)", "lock_timeout=\(statement / 2)", "default_transaction_read_only=on",
            "client_min_messages=error", "search_path=pg_catalog",
        ]
        let options = [parameters["options"]].compactMap(\.self) + settings.map { "-c \($0)" }
        var result = Conninfo(parameters: parameters.merging(Self.defaults) { own, _ in own })
        result.parameters["application_name"] = "replmon"
        result.parameters["client_encoding"] = "UTF8"
        result.parameters["options"] = options.joined(separator: " ")
        // The value must select by the server's role: every session of replmon is read-only.
        switch result.parameters["target_session_attrs"] {
        case "read-write": result.parameters["target_session_attrs"] = "primary"
        case "read-only": result.parameters["target_session_attrs"] = "standby"
        default: break
        }
        return result
    }

    /// The same for a physical replication connection to the same address. The server ignores its `dbname`, which stays
    /// because the password file uses it; the query of `target_session_attrs` is no replication command.
    var forReplication: Conninfo {
        var result = self
        result.parameters["replication"] = "true"
        result.parameters["target_session_attrs"] = nil
        return result
    }

    /// Defaults where the user sets nothing: the end of a peer is noticed within about 20 s even between polls, and
    /// Kerberos, whose library may query the name service by itself, is used only on request.
    private static let defaults = [
        "gssencmode": "disable",
        "keepalives_idle": "10",
        "keepalives_interval": "3",
        "keepalives_count": "3",
        "tcp_user_timeout": "10000",
    ]
}
