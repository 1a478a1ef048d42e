import ReplicationCore

extension Conninfo {
    /// The parameters that make a connection fit for watching: it cannot write, wait for a lock or outlive its poll.
    ///
    /// The user's own `options` stay, in front of ours: of two `-c` for one setting the server takes the later.
    /// `budget` is the time one poll may take. The server's limit is less, so that it says itself that it was slow, and
    /// leaves time to ask for less; but at least a second, so that one hurried first poll does not cripple the connection.
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
        // The server's role is meant; every session of ours is read-only.
        switch result.parameters["target_session_attrs"] {
        case "read-write": result.parameters["target_session_attrs"] = "primary"
        case "read-only": result.parameters["target_session_attrs"] = "standby"
        default: break
        }
        return result
    }

    /// The same for a physical replication connection to the same address. The server ignores its `dbname`, which
    /// stays because the password file goes by it; what `target_session_attrs` would ask is no replication command.
    var forReplication: Conninfo {
        var result = self
        result.parameters["replication"] = "true"
        result.parameters["target_session_attrs"] = nil
        return result
    }

    /// Used where the user says nothing: a peer that vanished is noticed within about 20 s even between polls, and
    /// Kerberos, whose library may ask the name service on its own, is only used when asked for.
    private static let defaults = [
        "gssencmode": "disable",
        "keepalives_idle": "10",
        "keepalives_interval": "3",
        "keepalives_count": "3",
        "tcp_user_timeout": "10000",
    ]
}
